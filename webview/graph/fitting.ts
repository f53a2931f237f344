import { useReactFlow, useStore, useStoreApi, type ReactFlowInstance } from "@xyflow/react"
import { useCallback, useEffect, useMemo } from "react"
import { useModel } from "../model/useModel.ts"
import type { BoxNode } from "./flowElements.ts"
import type { PlacedGraph } from "./useLayout.ts"
import { wholeView } from "./wholeView.ts"

/** Shows a whole graph. */
export function useFit(graph: PlacedGraph): () => void {
  const flow = useReactFlow<BoxNode>()
  const store = useStoreApi()
  return useCallback(() => {
    const { width, height } = store.getState()
    if (width > 0 && height > 0) void flow.setViewport(wholeView(graph, { width, height }))
  }, [flow, store, graph])
}

/** Fits the view when other boxes are drawn, and brings the box of the cell in front into it, the chosen one, and one that was found. */
export function KeepFitting({ graph }: { graph: PlacedGraph }) {
  const flow = useReactFlow<BoxNode>()
  const fit = useFit(graph)
  const ids = graph.nodes.map(({ id }) => id).join("\n")
  // What else changes of a graph leaves the view where the person has moved it.
  const isSeen = useStore(({ width, height }) => width > 0 && height > 0)
  useEffect(fit, [ids, graph.isRough, isSeen])
  const byCell = useMemo(() => new Map(graph.nodes.map(({ id, data }) => [data.node.cell, id] as const)), [graph])
  const current = useModel(({ selectedCell }) => (selectedCell === undefined ? undefined : byCell.get(selectedCell)))
  const chosen = useModel((model) => model.selectedNode)
  useEffect(() => bringIntoView(flow, current), [flow, current])
  const found = useModel((model) => model.emphasised)
  useEffect(() => bringIntoView(flow, chosen), [flow, chosen])
  useEffect(() => {
    if (found && !isAnyDrawn(found)) bringIntoView(flow, [...found][0])
  }, [flow, found])
  return null
}

/** Of a large graph only what is in view is drawn. */
function isAnyDrawn(ids: ReadonlySet<string>): boolean {
  return [...document.querySelectorAll<HTMLElement>("[data-box]")].some(({ dataset }) => ids.has(dataset["box"] ?? ""))
}

function bringIntoView(flow: ReactFlowInstance<BoxNode>, id: string | undefined): void {
  if (id === undefined) return
  const box = document.querySelector(`[data-box="${CSS.escape(id)}"]`)
  const canvas = document.querySelector(".graph-canvas")
  if (canvas && box && isWithin(box.getBoundingClientRect(), canvas.getBoundingClientRect())) return
  void flow.fitView({ nodes: [{ id }], maxZoom: Math.max(0.6, flow.getZoom()), minZoom: 0.4 })
}

function isWithin(inner: DOMRect, outer: DOMRect): boolean {
  return (
    inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom
  )
}

import { useReactFlow, type FitViewOptions, type ReactFlowInstance } from "@xyflow/react"
import { useEffect, useMemo } from "react"
import { useModel } from "../model/useModel.ts"
import type { BoxNode } from "./flowElements.ts"
import type { PlacedGraph } from "./useLayout.ts"

/** Fits the view when other boxes are drawn, and brings the box of the cell in front into it. */
export function KeepFitting({ graph, fit }: { graph: PlacedGraph; fit: FitViewOptions }) {
  const flow = useReactFlow<BoxNode>()
  const ids = graph.nodes.map(({ id }) => id).join("\n")
  useEffect(() => {
    void flow.fitView(fit)
  }, [flow, ids, fit, graph.isRough])
  const byCell = useMemo(() => new Map(graph.nodes.map(({ id, data }) => [data.node.cell, id] as const)), [graph])
  const current = useModel(({ selectedCell }) => (selectedCell === undefined ? undefined : byCell.get(selectedCell)))
  const chosen = useModel((model) => model.selectedNode)
  useEffect(() => bringIntoView(flow, current), [flow, current])
  useEffect(() => bringIntoView(flow, chosen), [flow, chosen])
  return null
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

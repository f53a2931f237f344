import {
  getViewportForBounds,
  useReactFlow,
  useStore,
  useStoreApi,
  type ReactFlowInstance,
  type Viewport,
} from "@xyflow/react"
import { useCallback, useEffect, useMemo } from "react"
import { useModel } from "../model/useModel.ts"
import type { BoxNode } from "./flowElements.ts"
import { smallMapSize } from "./SmallMap.tsx"
import type { PlacedGraph } from "./useLayout.ts"

/** How near and how far a graph can be looked at. */
export const zooms = { min: 0.02, max: 2 } as const
/** From so many boxes on there is a small map. */
const manyBoxes = 50
const padding = 0.06
/** From so many boxes on, their first layers are shown in place of the whole, where each would be a dot. */
const veryMany = 1_500
const leastOfVeryMany = 0.15

/** Whether a graph has a small map. */
export function hasMap({ nodes }: PlacedGraph): boolean {
  return nodes.length > manyBoxes
}

/**
 * The view in which a whole graph is seen, with nothing of it below the small map; of a very large one its beginning.
 * @param size of the canvas, in pixels
 */
export function wholeView(graph: PlacedGraph, { width, height }: { width: number; height: number }): Viewport {
  const bottom = hasMap(graph) ? (`${smallMapSize.height + 24}px` as const) : padding
  const least = graph.nodes.length > veryMany ? leastOfVeryMany : zooms.min
  const view = getViewportForBounds(graph.bounds, width, height, least, 1, { x: padding, top: padding, bottom })
  const isWider = graph.bounds.width * view.zoom > width
  const isHigher = graph.bounds.height * view.zoom > height
  return {
    zoom: view.zoom,
    x: isWider && graph.direction === "right" ? padding * width - graph.bounds.x * view.zoom : view.x,
    y: isHigher && graph.direction === "down" ? padding * height - graph.bounds.y * view.zoom : view.y,
  }
}

/** Shows a whole graph. */
export function useFit(graph: PlacedGraph): () => void {
  const flow = useReactFlow<BoxNode>()
  const store = useStoreApi()
  return useCallback(() => {
    const { width, height } = store.getState()
    if (width > 0 && height > 0) void flow.setViewport(wholeView(graph, { width, height }))
  }, [flow, store, graph])
}

/** Fits the view when other boxes are drawn, and brings the box of the cell in front into it. */
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

import { getViewportForBounds, type Viewport } from "@xyflow/react"
import type { FlowElements } from "./flowElements.ts"
import type { Direction } from "./layoutInput.ts"

/** How near and how far a graph can be looked at. */
export const zooms = { min: 0.02, max: 2 } as const
/** From so many boxes on there is a small map. */
const manyBoxes = 50
/** Of the small map in its corner, in pixels, with its border. */
export const smallMapSize = { width: 150, height: 110 } as const
const padding = 0.06
/** From so many boxes on, their first layers are shown in place of the whole, where each would be a dot. */
const veryMany = 1_500
const leastOfVeryMany = 0.15

/** Whether a graph has a small map. */
export function hasMap({ nodes }: Pick<FlowElements, "nodes">): boolean {
  return nodes.length > manyBoxes
}

/**
 * The view in which a whole graph is seen, with nothing of it below the small map; of a very large one its beginning.
 * @param size of the canvas, in pixels
 */
export function wholeView(
  graph: FlowElements & { direction: Direction },
  { width, height }: { width: number; height: number },
): Viewport {
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

import { getViewportForBounds, type Rect, type Viewport } from "@xyflow/react"
import type { FlowElements } from "./flowElements.ts"
import type { Direction, Size } from "./layoutInput.ts"

/** How near and how far a graph can be looked at. Below `readable`, its names can't be read any more. */
export const zooms = { min: 0.02, readable: 0.6, max: 2 } as const
/** Around the graph, in pixels. */
const padding = 16
/** Of the buttons in the canvas' corner, which aren't there when there is a small map. */
const buttonsHeight = 36

/** A graph in its places. */
type Placed = Pick<FlowElements, "bounds"> & { direction: Direction }

/** Whether all of a graph can be read at once in an area. */
export function fits({ bounds }: Pick<Placed, "bounds">, area: Size): boolean {
  return zoomOf(bounds, area) >= zooms.readable
}

/** What the buttons in the corner leave of an area. */
export function aboveButtons({ width, height }: Size): Size {
  return { width, height: height - buttonsHeight }
}

/** The view in which the whole graph is seen, however small that is. */
export function wholeView({ bounds }: Pick<Placed, "bounds">, { width, height }: Size): Viewport {
  return getViewportForBounds(bounds, width, height, zooms.min, 1, `${padding}px`)
}

/**
 * The view in which as much of a graph is seen as can be read.
 * @param focus what has to be seen; the beginning of the graph if not given
 */
export function readableView(graph: Placed, area: Size, focus?: Rect): Viewport {
  const { bounds, direction } = graph
  const across = direction === "down" ? "width" : "height"
  const aside = (area[across] - 2 * padding) / bounds[across]
  const whole = zoomOf(bounds, area)
  // When not all of it can be read, all of its layers' width should.
  const zoom = Math.min(1, Math.max(zooms.readable, whole >= zooms.readable ? whole : aside))
  return {
    zoom,
    x: shift(alongX(bounds), area.width, zoom, alongX(focus ?? { ...bounds, width: 0 })),
    y: shift(alongY(bounds), area.height, zoom, alongY(focus ?? { ...bounds, height: 0 })),
  }
}

function zoomOf(bounds: Rect, { width, height }: Size): number {
  return Math.min((width - 2 * padding) / bounds.width, (height - 2 * padding) / bounds.height)
}

/** A part of an axis. */
interface Span {
  start: number
  length: number
}

function alongX({ x, width }: Rect): Span {
  return { start: x, length: width }
}

function alongY({ y, height }: Rect): Span {
  return { start: y, length: height }
}

/**
 * By how much a graph is moved along an axis: to the middle when there is room; else to its beginning, unless the focus
 * can't be seen there.
 */
function shift(graph: Span, room: number, zoom: number, focus: Span): number {
  const [start, length] = [graph.start * zoom, graph.length * zoom]
  if (length <= room - 2 * padding) return (room - length) / 2 - start
  const atBeginning = padding - start
  const isSeen = (focus.start + focus.length) * zoom + atBeginning <= room - padding
  if (isSeen) return atBeginning
  const centred = room / 2 - (focus.start + focus.length / 2) * zoom
  return Math.max(room - padding - start - length, Math.min(atBeginning, centred))
}

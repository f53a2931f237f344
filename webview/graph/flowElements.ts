import type { Node, Rect } from "@xyflow/react"
import { arrowLabel, labelPlaces, type LabelPlaces } from "./arrowLabel.ts"
import { impliedEdges } from "./impliedEdges.ts"
import type { Direction, OpenSubflows } from "./layoutInput.ts"
import { curveAlong, type Layout, type Point } from "./layoutResult.ts"
import type { Shape, ShapeEdge, ShapeNode } from "../model/graphShape.ts"

export type BoxNode = Node<{ node: ShapeNode; isOpen: boolean; run: string | undefined }, "box">
/** An arrow, and what is written on it. */
export interface Arrow {
  id: string
  from: string
  to: string
  path: string
  label: string
  places: LabelPlaces
  names: readonly string[]
  bounds: Rect
  /** Says little about the order of the flow. */
  isMinor: boolean
}

/** What React Flow draws, and where. */
export interface FlowElements {
  nodes: BoxNode[]
  arrows: readonly Arrow[]
  /** Of all boxes and arrows. */
  bounds: Rect
}

/**
 * Puts a shape into its places.
 * @param runOf the run whose states the boxes of an open subflow show, by the id of its task's box
 */
export function flowElements(
  shape: Shape,
  layout: Layout,
  direction: Direction,
  subflows: OpenSubflows,
  runOf: (id: string) => string | undefined,
): FlowElements {
  const nodes: BoxNode[] = []
  const arrows: Arrow[] = []
  const add = (part: Shape, prefix: string, run: string | undefined): void => {
    const minor = impliedEdges(part)
    for (const edge of part.edges) arrows.push(arrowOf(edge, prefix, layout, direction, minor.has(edge.id)))
    for (const node of part.nodes) {
      const id = prefix + node.id
      const inner = subflows.get(id)
      const place = layout.places.get(id)
      if (!place) continue
      const { x, y, width, height, parent } = place
      nodes.push({
        id,
        type: "box",
        position: { x, y },
        width,
        height,
        data: { node, isOpen: inner !== undefined, run },
        // Known, so that React Flow needn't draw what isn't in view to find out.
        measured: { width, height },
        handles: [],
        ...(parent !== undefined && { parentId: parent }),
      })
      if (inner) add(inner, `${id}/`, runOf(id))
    }
  }
  add(shape, "", undefined)
  return { nodes, arrows, bounds: boundsOf(layout) }
}

/** Arrows may lead around boxes. */
function boundsOf({ places, routes }: Layout): Rect {
  const outer = [...places.values()].filter(({ parent }) => parent === undefined)
  const corners = outer.flatMap(({ x, y, width, height }) => [
    { x, y },
    { x: x + width, y: y + height },
  ])
  return around([...corners, ...[...routes.values()].flatMap((route) => route.points)])
}

function around(points: readonly Point[]): Rect {
  const ends = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (const { x, y } of points) {
    ends.left = Math.min(ends.left, x)
    ends.right = Math.max(ends.right, x)
    ends.top = Math.min(ends.top, y)
    ends.bottom = Math.max(ends.bottom, y)
  }
  return { x: ends.left, y: ends.top, width: ends.right - ends.left, height: ends.bottom - ends.top }
}

function arrowOf(
  edge: ShapeEdge,
  prefix: string,
  { places, routes }: Layout,
  direction: Direction,
  isMinor: boolean,
): Arrow {
  const [id, from, to] = [prefix + edge.id, prefix + edge.from, prefix + edge.to]
  const points = routes.get(id)?.points ?? []
  const none = { width: 0, height: 0 }
  const boxes = { from: places.get(from) ?? none, to: places.get(to) ?? none }
  return {
    id,
    from,
    to,
    path: curveAlong(points, direction),
    label: arrowLabel(edge.names),
    places: labelPlaces(points, direction, boxes),
    names: edge.names,
    bounds: around(points),
    isMinor,
  }
}

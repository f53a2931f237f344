import type { Node, Rect } from "@xyflow/react"
import { edgeLabel, labelWidth, type OpenSubflows } from "./layoutInput.ts"
import { pathAlong, type LabelPlace, type Layout, type Point, type Route } from "./layoutResult.ts"
import type { Shape, ShapeEdge, ShapeNode } from "./shape.ts"

export type BoxNode = Node<{ node: ShapeNode; isOpen: boolean; run: string | undefined }, "box">
/** An arrow, and what is written on it. */
export interface Arrow {
  id: string
  from: string
  to: string
  path: string
  label: string
  place: LabelPlace | undefined
  names: readonly string[]
  bounds: Rect
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
  { places, routes }: Layout,
  subflows: OpenSubflows,
  runOf: (id: string) => string | undefined,
): FlowElements {
  const nodes: BoxNode[] = []
  const arrows: Arrow[] = []
  const add = (part: Shape, prefix: string, run: string | undefined): void => {
    for (const edge of part.edges) arrows.push(arrowOf(edge, prefix, routes.get(prefix + edge.id)))
    for (const node of part.nodes) {
      const id = prefix + node.id
      const inner = subflows.get(id)
      const place = places.get(id)
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
  return { nodes, arrows, bounds: boundsOf({ places, routes }, arrows) }
}

/** Arrows may lead around boxes, and have words on their outer side. */
function boundsOf({ places, routes }: Layout, arrows: readonly Arrow[]): Rect {
  const outer = [...places.values()].filter(({ parent }) => parent === undefined)
  const corners = outer.flatMap(({ x, y, width, height }) => [
    { x, y },
    { x: x + width, y: y + height },
  ])
  const points = [...routes.values()].flatMap((route) => route.points)
  return around([...corners, ...points, ...arrows.flatMap(labelEnds)])
}

function labelEnds({ label, place }: Arrow): readonly Point[] {
  if (!place || label === "") return []
  const { x, y, anchor } = place
  const width = labelWidth(label)
  const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2
  return [
    { x: left, y },
    { x: left + width, y },
  ]
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

function arrowOf({ id, from, to, names }: ShapeEdge, prefix: string, route: Route | undefined): Arrow {
  return {
    id: prefix + id,
    from: prefix + from,
    to: prefix + to,
    path: pathAlong(route?.points ?? []),
    label: edgeLabel(names),
    place: route?.label,
    names,
    bounds: around(route?.points ?? []),
  }
}

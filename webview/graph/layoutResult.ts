import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk-api.js"

export interface Point {
  x: number
  y: number
}

/** Where a box is drawn; within an open subflow's box counted from that one's corner. */
export interface Place extends Point {
  width: number
  height: number
  /** Id of the box that it is within. */
  parent?: string
}

/** Where an arrow leads along, and where its label is. */
export interface Route {
  points: readonly Point[]
  label?: LabelPlace
}

/** Where a label is: the end of it that is near its arrow, or its middle. */
export interface LabelPlace extends Point {
  anchor: "start" | "middle" | "end"
}

/** Where everything is drawn; arrows are counted from the picture's corner. */
export interface Layout {
  places: ReadonlyMap<string, Place>
  routes: ReadonlyMap<string, Route>
}

/** Between a label and its arrow, in pixels. */
const labelGap = 4

/** What elkjs found. */
export function layoutResult(root: ElkNode): Layout {
  const places = new Map<string, Place>()
  const routes = new Map<string, Route>()
  const add = (graph: ElkNode, corner: Point, parent: string | undefined): void => {
    for (const edge of graph.edges ?? []) routes.set(edge.id, routeOf(edge, corner))
    for (const child of graph.children ?? []) {
      const { id, x = 0, y = 0, width = 0, height = 0 } = child
      places.set(id, { x, y, width, height, ...(parent !== undefined && { parent }) })
      add(child, { x: corner.x + x, y: corner.y + y }, id)
    }
  }
  add(root, { x: 0, y: 0 }, undefined)
  return { places, routes }
}

function routeOf({ sections = [], labels = [] }: ElkExtendedEdge, corner: Point): Route {
  const moved = ({ x, y }: Point): Point => ({ x: x + corner.x, y: y + corner.y })
  const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) =>
    [startPoint, ...bendPoints, endPoint].map(moved),
  )
  const [label] = labels
  if (label?.x === undefined || label.y === undefined) return { points }
  const { width = 0, height = 0 } = label
  const corners = { left: label.x + corner.x, right: label.x + corner.x + width, y: label.y + corner.y + height / 2 }
  return { points, label: labelPlace(points, corners) }
}

/** There is more room for a label than it may need: it keeps to its arrow. */
function labelPlace(
  points: readonly Point[],
  { left, right, y }: { left: number; right: number; y: number },
): LabelPlace {
  const beside = points.find((point, index) => {
    const next = points[index + 1]
    return next && point.x === next.x && Math.min(point.y, next.y) <= y && y <= Math.max(point.y, next.y)
  })
  if (beside && beside.x >= right) return { x: right - labelGap, y, anchor: "end" }
  if (beside && beside.x <= left) return { x: left + labelGap, y, anchor: "start" }
  return { x: (left + right) / 2, y, anchor: "middle" }
}

/** A path along some points, with round corners. */
export function pathAlong(points: readonly Point[], radius = 6): string {
  const [first, ...rest] = points
  if (!first) return ""
  const parts = [`M ${first.x} ${first.y}`]
  for (const [index, corner] of rest.entries()) {
    const next = rest[index + 1]
    const before = points[index] ?? first
    if (!next) {
      parts.push(`L ${corner.x} ${corner.y}`)
      continue
    }
    const start = towards(corner, before, radius)
    const end = towards(corner, next, radius)
    parts.push(`L ${start.x} ${start.y} Q ${corner.x} ${corner.y} ${end.x} ${end.y}`)
  }
  return parts.join(" ")
}

/** The point on the way from one to another, at a distance, but at most half-way. */
function towards(from: Point, to: Point, distance: number): Point {
  const [x, y] = [to.x - from.x, to.y - from.y]
  const length = Math.hypot(x, y)
  const share = length === 0 ? 0 : Math.min(0.5, distance / length)
  return { x: round(from.x + x * share), y: round(from.y + y * share) }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

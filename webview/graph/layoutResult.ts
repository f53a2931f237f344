import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk-api.js"
import type { Direction } from "./layoutInput.ts"

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

/** Where an arrow leads along. */
export interface Route {
  points: readonly Point[]
}

/** Where everything is drawn; arrows are counted from the picture's corner. */
export interface Layout {
  places: ReadonlyMap<string, Place>
  routes: ReadonlyMap<string, Route>
}

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

function routeOf({ sections = [] }: ElkExtendedEdge, corner: Point): Route {
  const moved = ({ x, y }: Point): Point => ({ x: x + corner.x, y: y + corner.y })
  const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) =>
    [startPoint, ...bendPoints, endPoint].map(moved),
  )
  return { points }
}

/** A smooth path through some points, which leaves and reaches each in the graph's direction. */
export function curveAlong(points: readonly Point[], direction: Direction): string {
  const [first, ...rest] = points
  if (!first) return ""
  const parts = rest.map((to, index) => curve(points[index] ?? first, to, direction))
  return [`M ${first.x} ${first.y}`, ...parts].join(" ")
}

function curve(from: Point, to: Point, direction: Direction): string {
  if (from.x === to.x || from.y === to.y) return `L ${to.x} ${to.y}`
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
  return direction === "down"
    ? `C ${from.x} ${middle.y} ${to.x} ${middle.y} ${to.x} ${to.y}`
    : `C ${middle.x} ${from.y} ${middle.x} ${to.y} ${to.x} ${to.y}`
}

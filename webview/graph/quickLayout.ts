import { sizeOf, type Direction } from "./layoutInput.ts"
import type { Layout, Place } from "./layoutResult.ts"
import { inOrder, type Shape } from "./shape.ts"

const gap = 24
const layerGap = 56

/** A plain layout in no time, for graphs that are too large for a careful one: layers, and straight arrows. */
export function quickLayout(shape: Shape, direction: Direction): Layout {
  const depths = depthsOf(shape)
  const layers = Map.groupBy(shape.nodes, ({ id }) => depths.get(id) ?? 0)
  const places = new Map<string, Place>()
  let along = 0
  for (const depth of [...layers.keys()].toSorted((one, other) => one - other)) {
    const nodes = layers.get(depth) ?? []
    const sizes = nodes.map(sizeOf)
    const isDown = direction === "down"
    const total = sizes.reduce((sum, { width, height }) => sum + (isDown ? width : height) + gap, -gap)
    let across = -total / 2
    for (const [index, { id }] of nodes.entries()) {
      const { width = 0, height = 0 } = sizes[index] ?? {}
      places.set(id, { x: isDown ? across : along, y: isDown ? along : across, width, height })
      across += (isDown ? width : height) + gap
    }
    along += Math.max(...sizes.map(({ width, height }) => (isDown ? height : width))) + layerGap
  }
  const routes = shape.edges.flatMap(({ id, from, to }) => {
    const [source, target] = [places.get(from), places.get(to)]
    return source && target ? [[id, { points: straight(source, target, direction) }] as const] : []
  })
  return { places, routes: new Map(routes) }
}

function straight(source: Place, target: Place, direction: Direction) {
  return direction === "down"
    ? [
        { x: source.x + source.width / 2, y: source.y + source.height },
        { x: target.x + target.width / 2, y: target.y },
      ]
    : [
        { x: source.x + source.width, y: source.y + source.height / 2 },
        { x: target.x, y: target.y + target.height / 2 },
      ]
}

/** How many arrows lead to each box at most, one after the other. */
function depthsOf(shape: Shape): ReadonlyMap<string, number> {
  const depths = new Map<string, number>()
  const into = Map.groupBy(shape.edges, ({ to }) => to)
  for (const { id } of inOrder(shape)) {
    const before = (into.get(id) ?? []).map(({ from }) => depths.get(from) ?? -1)
    depths.set(id, Math.max(-1, ...before) + 1)
  }
  return depths
}

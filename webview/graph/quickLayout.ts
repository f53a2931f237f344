import { sizeOf, type Direction } from "./layoutInput.ts"
import type { Layout, Place } from "./layoutResult.ts"
import { depthsOf, type Shape, type ShapeEdge, type ShapeNode } from "../model/graphShape.ts"

const gap = 24
const layerGap = 56
/** How often layers are sorted by those beside them, back and forth. */
const sweeps = 4

/**
 * A plain layout in no time, for graphs that are too large for a careful one, and until that is there: layers, each in an
 * order by which few arrows cross.
 */
export function quickLayout(shape: Shape, direction: Direction): Layout {
  const places = new Map<string, Place>()
  let along = 0
  for (const nodes of layersOf(shape)) {
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
    return source && target ? [[id, { points: ends(source, target, direction) }] as const] : []
  })
  return { places, routes: new Map(routes) }
}

function ends(source: Place, target: Place, direction: Direction) {
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

/** Boxes by how many arrows lead to them one after the other; those near each other that are joined with the same ones. */
function layersOf(shape: Shape): readonly (readonly ShapeNode[])[] {
  const depths = depthsOf(shape)
  const byDepth = Map.groupBy(shape.nodes, ({ id }) => depths.get(id) ?? 0)
  let layers = [...byDepth].toSorted(([one], [other]) => one - other).map(([, nodes]) => nodes)
  const before = neighbours(
    Map.groupBy(shape.edges, ({ to }) => to),
    ({ from }) => from,
  )
  const after = neighbours(
    Map.groupBy(shape.edges, ({ from }) => from),
    ({ to }) => to,
  )
  for (let sweep = 0; sweep < sweeps; sweep++) {
    layers = inOrderOf(layers, before)
    layers = inOrderOf(layers.toReversed(), after).toReversed()
  }
  return layers
}

function neighbours(
  edges: ReadonlyMap<string, readonly ShapeEdge[]>,
  other: (edge: ShapeEdge) => string,
): (id: string) => readonly string[] {
  return (id) => (edges.get(id) ?? []).map(other)
}

/** Sorts each layer by the middle of its boxes' neighbours in the layers before it, as shares of those layers' widths. */
function inOrderOf(layers: readonly ShapeNode[][], neighboursOf: (id: string) => readonly string[]): ShapeNode[][] {
  const shares = new Map<string, number>()
  return layers.map((nodes) => {
    const wanted = new Map(
      nodes.map(({ id }, index) => {
        const known = neighboursOf(id).flatMap((other) => shares.get(other) ?? [])
        const middle = known.reduce((sum, share) => sum + share, 0) / known.length
        return [id, known.length === 0 ? (index + 0.5) / nodes.length : middle]
      }),
    )
    const sorted = nodes.toSorted((one, other) => (wanted.get(one.id) ?? 0) - (wanted.get(other.id) ?? 0))
    for (const [index, { id }] of sorted.entries()) shares.set(id, (index + 0.5) / sorted.length)
    return sorted
  })
}

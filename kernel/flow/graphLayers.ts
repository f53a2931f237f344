import type { TaskOutline } from "./events.ts"
import { depthsOf } from "./graphText.ts"

/** A task in its layer, or the place where a long edge passes through a layer. */
export interface LayerNode {
  /** Absent when an edge only passes through. */
  task?: TaskOutline
  layer: number
  /** Neighbours in the layer before and in the layer after. */
  before: LayerNode[]
  after: LayerNode[]
}

/** An edge as the nodes that it leads through, one a layer. */
export type LayerEdge = readonly [from: LayerNode, ...through: LayerNode[]]

/** A graph in layers: each task comes in a later one than those that it waits for. */
export interface Layers {
  /** In each, the nodes from top to bottom. */
  layers: readonly (readonly LayerNode[])[]
  edges: readonly LayerEdge[]
}

/** How often the layers are gone through, there and back. */
const sweeps = 12

/** Puts tasks into layers, and each layer into an order in which few edges cross. */
export function layersOf(tasks: readonly TaskOutline[]): Layers {
  const depths = depthsOf(tasks)
  const nodes = new Map(tasks.map((task) => [task.name, newNode(depths.get(task.name) ?? 0, task)]))
  const layers: LayerNode[][] = []
  const put = (node: LayerNode): LayerNode => {
    const layer = (layers[node.layer] ??= [])
    layer.push(node)
    return node
  }
  for (let layer = 0; layer <= Math.max(-1, ...depths.values()); layer++) layers.push([])
  for (const node of nodes.values()) put(node)
  const edges: LayerEdge[] = []
  for (const task of tasks) {
    for (const name of new Set(task.dependsOn)) {
      const [from, to] = [nodes.get(name), nodes.get(task.name)]
      // Tasks that wait for each other have no order.
      if (from && to && from.layer < to.layer) edges.push(connect(from, to, put))
    }
  }
  return { layers: fewestCrossings(layers), edges }
}

function newNode(layer: number, task?: TaskOutline): LayerNode {
  return { layer, before: [], after: [], ...(task && { task }) }
}

function connect(from: LayerNode, to: LayerNode, put: (node: LayerNode) => LayerNode): LayerEdge {
  const through: LayerNode[] = []
  let last = from
  for (let layer = from.layer + 1; layer <= to.layer; layer++) {
    const next = layer === to.layer ? to : put(newNode(layer))
    last.after.push(next)
    next.before.push(last)
    through.push(next)
    last = next
  }
  return [from, ...through]
}

/** Orders each layer by the middle of its nodes' neighbours, again and again, and keeps the best order that came up. */
function fewestCrossings(start: readonly (readonly LayerNode[])[]): readonly (readonly LayerNode[])[] {
  let current = start
  let best = start
  let fewest = crossings(start)
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const forth = sweep % 2 === 0
    current = sweepLayers(current, forth)
    const count = crossings(current)
    if (count < fewest) [best, fewest] = [current, count]
  }
  return best
}

function sweepLayers(layers: readonly (readonly LayerNode[])[], forth: boolean): readonly (readonly LayerNode[])[] {
  const positions = new Map(layers.flatMap((layer) => layer.map((node, index) => [node, index] as const)))
  const sorted = (forth ? layers : layers.toReversed()).map((layer) => {
    const middles = new Map(
      layer.map((node) => [node, middle(forth ? node.before : node.after, positions) ?? positions.get(node) ?? 0]),
    )
    const ordered = layer.toSorted((one, other) => (middles.get(one) ?? 0) - (middles.get(other) ?? 0))
    // The next layer goes by the order that this one has now.
    for (const [index, node] of ordered.entries()) positions.set(node, index)
    return ordered
  })
  return forth ? sorted : sorted.toReversed()
}

function middle(neighbours: readonly LayerNode[], positions: ReadonlyMap<LayerNode, number>): number | undefined {
  if (neighbours.length === 0) return undefined
  return neighbours.reduce((sum, node) => sum + (positions.get(node) ?? 0), 0) / neighbours.length
}

/** How many pairs of edges between neighbouring layers cross. */
export function crossings(layers: readonly (readonly LayerNode[])[]): number {
  let count = 0
  for (const [index, layer] of layers.entries()) {
    const next = new Map((layers[index + 1] ?? []).map((node, position) => [node, position]))
    const ends = layer.flatMap((node) =>
      node.after.map((end) => next.get(end) ?? 0).toSorted((one, other) => one - other),
    )
    count += inversions(ends)
  }
  return count
}

/** How many pairs of numbers stand in the wrong order. */
function inversions(numbers: readonly number[]): number {
  if (numbers.length < 2) return 0
  // A tree of sums over the numbers (Fenwick's): how many were seen up to each.
  const sums = Array.from({ length: Math.max(...numbers) + 2 }, () => 0)
  let count = 0
  for (const [seen, number] of numbers.entries()) {
    let notAbove = 0
    for (let at = number + 1; at > 0; at -= at & -at) notAbove += sums[at] ?? 0
    count += seen - notAbove
    for (let at = number + 1; at < sums.length; at += at & -at) sums[at] = (sums[at] ?? 0) + 1
  }
  return count
}

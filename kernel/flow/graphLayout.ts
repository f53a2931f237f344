import type { TaskOutline } from "./events.ts"
import { layersOf, type LayerNode } from "./graphLayers.ts"

/** A task as a box; positions are in pixels, from the picture's left upper corner. */
export interface PlacedTask {
  task: TaskOutline
  /** The task's name, cut when it is very long. */
  label: string
  x: number
  y: number
  width: number
  height: number
}

export interface Point {
  x: number
  y: number
}

/** An edge from the right side of a box to the left side of another, by way of gaps between boxes. */
export interface PlacedEdge {
  from: string
  to: string
  points: readonly Point[]
}

/** Where everything is drawn. */
export interface GraphLayout {
  width: number
  height: number
  tasks: readonly PlacedTask[]
  edges: readonly PlacedEdge[]
}

/** Of the monospaced font in which the names are drawn. */
const characterWidth = 7.5
const maxLabelLength = 40
const boxPadding = 14
const boxHeight = 30
const rowGap = 16
const columnGap = 56
/** Between an edge that passes and what is next to it. */
const passGap = 9
const margin = 10
const alignments = 8

/** Draws the graph from left to right: tasks in columns, each as near as possible to those that it is joined with. */
export function layoutGraph(tasks: readonly TaskOutline[]): GraphLayout {
  const { layers, edges } = layersOf(tasks)
  const columns = placeColumns(layers)
  const middles = placeRows(layers)
  const top = Math.min(...middles.values()) - boxHeight / 2 - margin
  const bottom = Math.max(...middles.values()) + boxHeight / 2 + margin
  const at = (node: LayerNode): Placed => {
    const { x, width } = columns[node.layer] ?? { x: 0, width: 0 }
    return { x, width, y: round((middles.get(node) ?? 0) - top) }
  }
  const last = columns.at(-1)
  return {
    width: round((last?.x ?? 0) + (last?.width ?? 0) + margin),
    height: layers.length === 0 ? 2 * margin : round(bottom - top),
    tasks: layers.flat().flatMap((node) => placeTask(node, at(node))),
    edges: edges.map((nodes) => placeEdge(nodes, at)),
  }
}

/** The column of a node, and the middle of its row. */
interface Placed {
  x: number
  width: number
  y: number
}

function placeTask({ task }: LayerNode, { x, y, width }: Placed): readonly PlacedTask[] {
  if (!task) return []
  return [{ task, label: labelOf(task), x, y: round(y - boxHeight / 2), width, height: boxHeight }]
}

function placeEdge(nodes: readonly LayerNode[], at: (node: LayerNode) => Placed): PlacedEdge {
  const points = nodes.flatMap((node, index): readonly Point[] => {
    const { x, y, width } = at(node)
    const [left, right] = [
      { x, y },
      { x: x + width, y },
    ]
    if (index === 0) return [right]
    return index === nodes.length - 1 ? [left] : [left, right]
  })
  return { from: nodes[0]?.task?.name ?? "", to: nodes.at(-1)?.task?.name ?? "", points }
}

function placeColumns(layers: readonly (readonly LayerNode[])[]): readonly { x: number; width: number }[] {
  let x = margin
  return layers.map((layer) => {
    const longest = Math.max(0, ...layer.map(({ task }) => (task ? labelOf(task).length : 0)))
    const column = { x, width: Math.round(longest * characterWidth) + 2 * boxPadding }
    x += column.width + columnGap
    return column
  })
}

/** The middle of each node: near those of its neighbours, in the order of its layer, with room between. */
function placeRows(layers: readonly (readonly LayerNode[])[]): ReadonlyMap<LayerNode, number> {
  const middles = new Map<LayerNode, number>()
  for (const layer of layers)
    align(
      layer,
      layer.map(() => 0),
      middles,
    )
  for (let pass = 0; pass < alignments; pass++) {
    const forth = pass % 2 === 0
    for (const layer of forth ? layers : layers.toReversed()) {
      const wanted = layer.map((node) => {
        const neighbours = pass === alignments - 1 ? [...node.before, ...node.after] : forth ? node.before : node.after
        const known = neighbours.map((neighbour) => middles.get(neighbour) ?? 0)
        return known.length > 0 ? average(known) : (middles.get(node) ?? 0)
      })
      align(layer, wanted, middles)
    }
  }
  return middles
}

/**
 * Moves the nodes of a layer as near as possible to where they are wanted (by least squares), without changing their
 * order: those that come too close to each other move together.
 */
function align(layer: readonly LayerNode[], wanted: readonly number[], middles: Map<LayerNode, number>): void {
  const offsets = [0]
  for (const [index, node] of layer.entries()) offsets.push((offsets[index] ?? 0) + distance(node, layer[index + 1]))
  const blocks: { sum: number; count: number }[] = []
  for (const index of layer.keys()) {
    let block = { sum: (wanted[index] ?? 0) - (offsets[index] ?? 0), count: 1 }
    for (
      let before = blocks.at(-1);
      before && before.sum / before.count > block.sum / block.count;
      before = blocks.at(-1)
    ) {
      block = { sum: before.sum + block.sum, count: before.count + block.count }
      blocks.pop()
    }
    blocks.push(block)
  }
  const places = blocks.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count))
  for (const [index, node] of layer.entries()) middles.set(node, (places[index] ?? 0) + (offsets[index] ?? 0))
}

/** How far the middles of two nodes of a layer are apart at least. */
function distance(upper: LayerNode, lower: LayerNode | undefined): number {
  return room(upper) + room(lower)
}

/** How much room a node takes above and below its middle. */
function room(node: LayerNode | undefined): number {
  return node?.task ? (boxHeight + rowGap) / 2 : passGap
}

function labelOf({ name }: TaskOutline): string {
  return name.length <= maxLabelLength ? name : `${name.slice(0, maxLabelLength - 1)}…`
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

function round(length: number): number {
  return Math.round(length * 10) / 10
}

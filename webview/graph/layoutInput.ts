import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk-api.js"
import type { Shape, ShapeEdge, ShapeNode } from "./shape.ts"

/** Which way the arrows lead. */
export type Direction = "down" | "right"

/** Subflows that are drawn in their task's box, by the id of that box. */
export type OpenSubflows = ReadonlyMap<string, Shape>

export interface Size {
  width: number
  height: number
}

/** Of boxes, in pixels. */
const cardSize: Size = { width: 224, height: 60 }
const smallHeight = 26
/** Above what is drawn in an open subflow's box. */
const titleHeight: number = cardSize.height

const smallest = 80
const largest = 200
/** Of the small letters along arrows, and of those on small boxes. */
const characterWidth = 6.6
const largeCharacterWidth = 7.4
/** ` · 999 bytes`, in characters. */
const longestSize = 12
/** Beyond this many arrows, what they carry is only shown of those that are pointed at. */
export const mostLabels = 150
/** Beyond this many boxes, less is tried to avoid crossings. */
const many = 120

/** How large a box is drawn. */
export function sizeOf({ kind, label }: Pick<ShapeNode, "kind" | "label">): Size {
  if (kind === "task" || kind === "tag") return cardSize
  const width = Math.round(Math.min(largest, Math.max(smallest, label.length * largeCharacterWidth + 46)))
  return { width, height: smallHeight }
}

/** What is written along an arrow: `train, val`, or `train, val +3`. */
export function edgeLabel(names: readonly string[]): string {
  const shown = names.slice(0, 2).map((name) => (name.length <= 18 ? name : `${name.slice(0, 17)}…`))
  return names.length <= 2 ? shown.join(", ") : `${shown.join(", ")} +${names.length - 2}`
}

/** How much room there is for a label, with the size that is known after a run; in pixels. */
export function labelWidth(text: string): number {
  return Math.round((text.length + longestSize) * characterWidth) + 10
}

/** A shape as elkjs takes it. */
export function layoutInput(shape: Shape, direction: Direction, subflows: OpenSubflows = new Map()): ElkNode {
  return { ...graphInput(shape, direction, subflows, ""), id: "flow" }
}

function graphInput({ nodes, edges }: Shape, direction: Direction, subflows: OpenSubflows, prefix: string): ElkNode {
  const isLabelled = edges.length <= mostLabels
  return {
    id: prefix,
    layoutOptions: layoutOptions(direction, nodes.length, isLabelled),
    children: nodes.map((node) => nodeInput(node, direction, subflows, prefix)),
    edges: edges.map((edge) => edgeInput(edge, prefix, isLabelled)),
  }
}

function nodeInput(node: ShapeNode, direction: Direction, subflows: OpenSubflows, prefix: string): ElkNode {
  const id = prefix + node.id
  const inner = subflows.get(id)
  if (!inner) return { id, ...sizeOf(node) }
  const graph = graphInput(inner, direction, subflows, `${id}/`)
  const padding = `[top=${titleHeight + 8},left=12,bottom=12,right=12]`
  return { ...graph, id, layoutOptions: { ...graph.layoutOptions, "elk.padding": padding } }
}

function edgeInput({ id, from, to, names }: ShapeEdge, prefix: string, isLabelled: boolean): ElkExtendedEdge {
  const text = edgeLabel(names)
  const label = { text, width: labelWidth(text), height: 18 }
  return {
    id: prefix + id,
    sources: [prefix + from],
    targets: [prefix + to],
    ...(isLabelled && text !== "" && { labels: [label] }),
  }
}

function layoutOptions(direction: Direction, count: number, isLabelled: boolean): Record<string, string> {
  return {
    "elk.algorithm": "layered",
    "elk.direction": direction === "down" ? "DOWN" : "RIGHT",
    "elk.edgeRouting": "ORTHOGONAL",
    // Labels are layers of their own, with as much room on both of their sides.
    "elk.layered.spacing.nodeNodeBetweenLayers": isLabelled ? "20" : direction === "down" ? "44" : "64",
    "elk.spacing.nodeNode": "24",
    "elk.spacing.edgeNode": "16",
    "elk.spacing.edgeEdge": "12",
    "elk.spacing.componentComponent": "32",
    "elk.layered.spacing.edgeNodeBetweenLayers": "16",
    "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
    "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
    "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
    "elk.edgeLabels.placement": "CENTER",
    "elk.padding": "[top=12,left=12,bottom=12,right=12]",
    ...(count > many && {
      "elk.layered.thoroughness": "1",
      "elk.layered.considerModelOrder.strategy": "NONE",
      // Half as wide as the others, and found faster.
      "elk.layered.nodePlacement.strategy": "LINEAR_SEGMENTS",
      "elk.layered.crossingMinimization.greedySwitch.type": "OFF",
    }),
  }
}

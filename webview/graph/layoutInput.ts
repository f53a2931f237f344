import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk-api.js"
import { lineCount } from "./nameParts.ts"
import type { Shape, ShapeEdge, ShapeNode } from "../model/graphShape.ts"

/** Which way the arrows lead. */
export type Direction = "down" | "right"

/** Subflows that are drawn in their task's box, by the id of that box. */
export type OpenSubflows = ReadonlyMap<string, Shape>

export interface Size {
  width: number
  height: number
}

/** Of boxes, in pixels: a name in one line, and below it a line about the task's run. */
const cardSize: Size = { width: 188, height: 46 }
/** For a name that takes two lines. */
const tallCardHeight = 62
/** For a name of which two lines of a card would show less than half. */
const wideCardWidth = 252
const smallHeight = 26
/** Above what is drawn in an open subflow's box. */
const titleHeight = tallCardHeight

/** How many letters of a name are in a line of a card, also where they are drawn larger. */
const lettersInLine = 17
const smallest = 80
const largest = 200
/** Of the letters on small boxes. */
const characterWidth = 7.4
/** Beyond this many boxes, less is tried to avoid crossings. */
const many = 120

/** How large a box is drawn. */
export function sizeOf({ kind, label }: Pick<ShapeNode, "kind" | "label">): Size {
  if (kind === "task" || kind === "group") return cardSizeOf(label)
  const width = Math.round(Math.min(largest, Math.max(smallest, label.length * characterWidth + 46)))
  return { width, height: smallHeight }
}

function cardSizeOf(label: string): Size {
  const lines = lineCount(label, lettersInLine)
  if (lines === 1) return cardSize
  if (lines === 2) return { ...cardSize, height: tallCardHeight }
  return { width: wideCardWidth, height: tallCardHeight }
}

/** A shape as elkjs takes it. */
export function layoutInput(shape: Shape, direction: Direction, subflows: OpenSubflows = new Map()): ElkNode {
  return { ...graphInput(shape, direction, subflows, ""), id: "flow" }
}

function graphInput({ nodes, edges }: Shape, direction: Direction, subflows: OpenSubflows, prefix: string): ElkNode {
  return {
    id: prefix,
    layoutOptions: layoutOptions(direction, nodes.length),
    children: nodes.map((node) => nodeInput(node, direction, subflows, prefix)),
    edges: edges.map((edge) => edgeInput(edge, prefix)),
  }
}

function nodeInput(node: ShapeNode, direction: Direction, subflows: OpenSubflows, prefix: string): ElkNode {
  const id = prefix + node.id
  const inner = subflows.get(id)
  if (!inner) return { id, ...sizeOf(node) }
  const graph = graphInput(inner, direction, subflows, `${id}/`)
  const padding = `[top=${titleHeight + 10},left=12,bottom=12,right=12]`
  return { ...graph, id, layoutOptions: { ...graph.layoutOptions, "elk.padding": padding } }
}

function edgeInput({ id, from, to }: ShapeEdge, prefix: string): ElkExtendedEdge {
  return { id: prefix + id, sources: [prefix + from], targets: [prefix + to] }
}

function layoutOptions(direction: Direction, count: number): Record<string, string> {
  return {
    "elk.algorithm": "layered",
    "elk.direction": direction === "down" ? "DOWN" : "RIGHT",
    // Points where arrows enter and leave layers; `curveAlong` leads curves through them.
    "elk.edgeRouting": "POLYLINE",
    "elk.layered.edgeRouting.polyline.slopedEdgeZoneWidth": "0",
    // All arrows of a box leave at one point, and arrive at one.
    "elk.layered.mergeEdges": "true",
    "elk.layered.spacing.nodeNodeBetweenLayers": direction === "down" ? "44" : "60",
    "elk.spacing.nodeNode": "22",
    "elk.spacing.edgeNode": "14",
    "elk.spacing.edgeEdge": "10",
    "elk.spacing.componentComponent": "28",
    "elk.layered.spacing.edgeNodeBetweenLayers": "16",
    "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
    "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
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

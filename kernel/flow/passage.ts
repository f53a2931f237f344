import { kindOfName, type FlowGraph, type GraphCell } from "./graph.ts"
import { setupOf } from "./setup/setup.ts"

/** How a name gets to the code that reads it. */
export type Passage =
  /** As the result of a task. */
  | "result"
  /** As the value that the session's evaluation gave it. */
  | "value"
  /** Made again from its cell's code. */
  | "remade"

/** Tells how a name gets to its readers. */
export type PassageRule = (name: string, cell: GraphCell) => Passage

/**
 * How names reach a worker: results and computed values as they are stored, all else from its code.
 * @param unstorable names whose values turned out to be impossible to store
 */
export function workerPassage(graph: FlowGraph, unstorable: ReadonlySet<string> = new Set()): PassageRule {
  const { pinned, byValue } = setupOf(graph)
  return (name, cell) => {
    const kind = kindOfName(cell, name)
    if (kind === "import" || kind === "declaration") return "remade"
    if (cell.kind === "task") return "result"
    const isByCode = unstorable.has(name) || pinned.has(name)
    const isValue = kind === "computed" || graph.changed.has(name) || byValue.has(name)
    return isValue && !isByCode ? "value" : "remade"
  }
}

/** How names reach the session, where the plain cells themselves live: only task cells' declarations are made again. */
export const sessionPassage: PassageRule = (name, cell) => {
  if (cell.kind !== "task") return "value"
  const kind = kindOfName(cell, name)
  return kind === "import" || kind === "declaration" ? "remade" : "result"
}

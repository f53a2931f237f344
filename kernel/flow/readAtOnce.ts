import type { Statement } from "../cell/statements.ts"
import { definitionsOf } from "./definitions.ts"
import type { FlowGraph } from "./graph.ts"

/** The names whose values statements need when they run, and not only when somebody calls the functions that they define. */
export function readAtOnce(graph: FlowGraph, statements: readonly Statement[]): ReadonlySet<string> {
  const names = new Set(statements.flatMap((one) => (isOnlyFunction(one) ? [] : one.reads)))
  // A set that grows while it is walked is walked to its new end.
  for (const name of names) {
    for (const one of definitionsOf(graph, name)) if (isOnlyFunction(one)) for (const read of one.reads) names.add(read)
  }
  return names
}

/** Whether a statement does nothing but define functions, or a class without anything static. */
export function isOnlyFunction({ kind, functions, defines, effects: { now } }: Statement): boolean {
  if (kind !== "declaration" && !(functions.size > 0 && defines.every((name) => functions.has(name)))) return false
  return now.calls.size === 0 && now.parts.size === 0 && now.changes.size === 0
}

import { ambientNames } from "../cell/ambient.ts"
import type { Statement } from "../cell/statements.ts"
import type { FlowGraph } from "./graph.ts"

/** The statements that define a name of a notebook, imports among them. */
export function definitionsOf({ definers }: Pick<FlowGraph, "definers">, name: string): readonly Statement[] {
  return definers.get(name)?.analysis.index.defining.get(name) ?? []
}

/** Of the names that code reads, those that have to be handed in; the others are globals. */
export function providedNames({ definers }: Pick<FlowGraph, "definers">, reads: Iterable<string>): readonly string[] {
  return [...new Set(reads)].filter((name) => definers.has(name) || ambientNames.has(name))
}

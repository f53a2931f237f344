import type { Statement } from "../cell/statements.ts"
import type { FlowGraph } from "./graph.ts"

/** The statements that define a name of a notebook, imports among them. */
export function definitionsOf({ definers }: Pick<FlowGraph, "definers">, name: string): readonly Statement[] {
  return definers.get(name)?.analysis.index.defining.get(name) ?? []
}

import type { Statement } from "../../cell/statements.ts"
import type { FlowGraph } from "../graph.ts"
import type { FunctionFacts } from "./moduleFacts.ts"

/**
 * What is known of a function that a cell imports, as far as its code is looked at.
 * @param called its dotted name
 */
export function importedFunction({ definers, modules }: FlowGraph, called: string): FunctionFacts | undefined {
  const [root = "", method] = called.split(".")
  const imported = definers.get(root)?.analysis.imported.get(root)
  const name = imported?.name === "*" ? method : imported?.name
  return imported && name !== undefined ? modules.functionOf(imported.specifier, name) : undefined
}

/** Whether all of an import's modules are the notebook's own. */
export function isLocal({ specifiers }: Statement): boolean {
  return specifiers.every((specifier) => /^\.{1,2}\//.test(specifier))
}

import type { Statement } from "../../cell/statements.ts"
import { kindOfName, type FlowGraph } from "../graph.ts"
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

/** Whether a name of a notebook is that of an import. */
export function isImport({ definers }: FlowGraph, name: string): boolean {
  const definer = definers.get(name)
  return definer !== undefined && kindOfName(definer, name) === "import"
}

/** Whether all of an import's modules are the notebook's own. */
export function isLocal({ specifiers }: Statement): boolean {
  return specifiers.every((specifier) => /^\.{1,2}\//.test(specifier))
}

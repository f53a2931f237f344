import { isPrivate, writtenName } from "../../cell/privateNames.ts"
import type { FlowGraph, GraphCell } from "../../flow/graph.ts"
import type { Notebook } from "../../notebook/document.ts"
import { namesIn, renamed } from "../renamed.ts"
import type { NotebookFlow } from "../run/onCells.ts"

/**
 * A notebook in which no two cells have a private name in common: in a script all cells share one scope. The first cell
 * keeps the name.
 */
export function withDistinctNames(notebook: Notebook, { graph, positions }: NotebookFlow): Notebook {
  const taken = new Set(notebook.cells.flatMap(({ source }) => namesIn(source)))
  const shared = sharedNames(graph)
  const sources = new Map<number, string>()
  for (const [cell, position] of positions) {
    const names = new Map<string, string>()
    for (const name of privateNamesOf(cell)) {
      if (shared.has(name)) names.set(name, newName(name, taken))
      shared.add(name)
    }
    if (names.size > 0) sources.set(position, renamed(cell.source, names))
  }
  if (sources.size === 0) return notebook
  return { ...notebook, cells: notebook.cells.map((cell, at) => ({ ...cell, source: sources.get(at) ?? cell.source })) }
}

/** Names that JavaScript made of JSX brings along. */
const madeNames = ["_jsx", "_jsxs", "_Fragment", "_createElement"]

/** Names that cells share: what they import, and globals that they use. */
function sharedNames({ cells }: FlowGraph): Set<string> {
  return new Set([
    ...cells.flatMap(({ analysis }) => [...analysis.defines.keys(), ...analysis.reads]).map(writtenName),
    ...madeNames,
  ])
}

function privateNamesOf({ analysis }: GraphCell): ReadonlySet<string> {
  const types = analysis.types.filter((name) => isPrivate(name, analysis.imported))
  return new Set([...[...analysis.privates.keys()].map(writtenName), ...types])
}

function newName(name: string, taken: Set<string>): string {
  let count = 2
  while (taken.has(`${name}${count}`)) count++
  taken.add(`${name}${count}`)
  return `${name}${count}`
}

import { hash } from "node:crypto"
import type { CellAnalysis } from "../cell/analyse.ts"
import type { FlowGraph, GraphCell } from "./graph.ts"
import { noModuleFacts } from "./setup/moduleFacts.ts"
import { setupCellsFor } from "./setupCells.ts"

/** Enough of a hash to tell one code from another; the store keeps one for each task of each run. */
const length = 16

/**
 * For every task a hash of all code that its result depends on: its own, and that of the cells that it reads from,
 * directly or not, and of those that set something up for it; without formatting and comments. Two hashes that differ mean that the task is stale. Tasks in a cycle
 * have none.
 */
export function taskCode(graph: FlowGraph): ReadonlyMap<string, string> {
  const { order, definers, tasks } = graph
  // Only the notebook's own text counts, which is all that an editor has at hand.
  const text = { ...graph, modules: noModuleFacts }
  const hashes = new Map<GraphCell, string>()
  for (const cell of order.keys()) {
    const setup = setupCellsFor(text, cell).map((one) => hashes.get(one))
    hashes.set(cell, codeHash(cell, definers, hashes, setup))
  }
  return new Map(
    [...tasks.values()].flatMap(({ name, cell }) => {
      const code = hashes.get(cell)
      return code === undefined ? [] : [[name, code] as const]
    }),
  )
}

/** A hash of a cell's own code; one that can't be parsed has only its text. */
export function ownCode({ source, analysis }: GraphCell): string {
  return analysis.problems.length > 0 ? source : shortHash(ownParts(analysis))
}

/**
 * @param known those of all cells that the cell reads from
 * @param setup those of the cells that set something up for it
 */
function codeHash(
  { analysis }: GraphCell,
  definers: ReadonlyMap<string, GraphCell>,
  known: ReadonlyMap<GraphCell, string>,
  setup: readonly (string | undefined)[],
): string {
  const needed = new Set([...analysis.reads].flatMap((name) => definers.get(name) ?? []))
  const upstream = [...needed].map((cell) => known.get(cell))
  return shortHash([upstream, ...ownParts(analysis), ...(setup.length > 0 ? [setup] : [])])
}

function ownParts({ statements, directive }: CellAnalysis): readonly unknown[] {
  const own = statements.map(({ fingerprint }) => fingerprint)
  const options = directive?.kind === "task" ? directive.options : undefined
  const { version, for: loop, when } = options ?? {}
  return [own, version, loop?.variable, loop?.list, when]
}

function shortHash(parts: readonly unknown[]): string {
  return hash("sha256", JSON.stringify(parts), "hex").slice(0, length)
}

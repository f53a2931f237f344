import { analyseCell, type CellAnalysis } from "../../cell/analyse.ts"
import { isPrivate } from "../../cell/privateNames.ts"
import type { CellContent } from "../../notebook/document.ts"
import { listCells, type Note } from "../note.ts"
import { namesIn, renamed } from "../renamed.ts"

/**
 * Cells of another kernel's, to which `_name` is a name like any other. Where one cell defines it and others use it, it gets a
 * second `_`, so that they still can: a name with one is the cell's own.
 */
export function withSharedNames(cells: readonly CellContent[]): {
  cells: readonly CellContent[]
  notes: readonly Note[]
} {
  const analyses = new Map(
    cells.flatMap(({ kind, source }, index) => (kind === "code" ? [[index, analyseCell(source)] as const] : [])),
  )
  const shared = sharedNames([...analyses.values()])
  if (shared.size === 0) return { cells, notes: [] }
  const names = newNames(shared, cells)
  const named = (index: number): ReadonlyMap<string, string> =>
    new Map([...names].filter(([name]) => isNamed(analyses.get(index), name)))
  const notes = [...names].map(([name, other]): Note => {
    const changed = cells.flatMap((_, index) => (named(index).has(name) ? [index + 1] : []))
    return {
      message: `${listCells(changed)}: \`${name}\` is \`${other}\` now, since a name with one \`_\` belongs to its cell alone`,
    }
  })
  return { cells: cells.map((cell, index) => withNames(cell, named(index))), notes }
}

function withNames(cell: CellContent, names: ReadonlyMap<string, string>): CellContent {
  return names.size === 0 ? cell : { ...cell, source: renamed(cell.source, names) }
}

/** Private names of one cell that others use. */
function sharedNames(analyses: readonly CellAnalysis[]): ReadonlySet<string> {
  const owned = analyses.flatMap(({ privates }) => [...privates.keys()])
  const foreign = new Set(
    analyses.flatMap(({ reads, assigns, assumes }) =>
      [...reads, ...assigns.keys()].filter((name) => !assumes.has(name)),
    ),
  )
  // Of several cells' names nobody can tell whose is meant.
  return new Set(
    owned.filter((name) => isPrivate(name) && foreign.has(name) && owned.indexOf(name) === owned.lastIndexOf(name)),
  )
}

/** Whether a cell defines a name or uses it; one that can't be parsed is left alone. */
function isNamed(analysis: CellAnalysis | undefined, name: string): boolean {
  return (
    analysis !== undefined && (analysis.privates.has(name) || analysis.reads.has(name) || analysis.assigns.has(name))
  )
}

function newNames(names: ReadonlySet<string>, cells: readonly CellContent[]): ReadonlyMap<string, string> {
  const taken = new Set(cells.flatMap(({ source }) => namesIn(source)))
  return new Map(
    [...names].map((name) => {
      let other = `_${name}`
      while (taken.has(other)) other = `_${other}`
      taken.add(other)
      return [name, other]
    }),
  )
}

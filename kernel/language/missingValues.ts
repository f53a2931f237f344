import type { FlowCell } from "./flowCell.ts"

/**
 * For each task with `upstream=` the names that may be `undefined` in it: results of tasks that it can do without, and what
 * plain cells make of them.
 */
export function missingValues(cells: readonly FlowCell[]): ReadonlyMap<FlowCell, readonly string[]> {
  const tolerant = cells.filter(({ kind, upstream }) => kind === "task" && upstream !== "allSucceeded")
  if (tolerant.length === 0) return new Map()
  const definers = new Map(
    cells.flatMap((cell) => [...cell.results, ...cell.computed].map((name) => [name, cell] as const)),
  )
  const mayFail = reaches(definers, ({ kind }) => kind === "task")
  const mayBeSkipped = reaches(definers, ({ kind, when }) => kind === "task" && when !== undefined)
  return new Map(
    tolerant.map((cell) => {
      const mayBeMissing = cell.upstream === "noneFailed" ? mayBeSkipped : mayFail
      const names = [...cell.reads].filter((name) => {
        const definer = definers.get(name)
        return definer !== undefined && definer !== cell && mayBeMissing(definer)
      })
      return [cell, names] as const
    }),
  )
}

/** Whether a cell, or one that it reads from, directly or not, is of some kind. */
function reaches(
  definers: ReadonlyMap<string, FlowCell>,
  isWanted: (cell: FlowCell) => boolean,
): (cell: FlowCell) => boolean {
  const known = new Map<FlowCell, boolean>()
  return (start) => {
    const answer = known.get(start)
    if (answer !== undefined) return answer
    const seen = new Set([start])
    // A set that grows while it is walked is walked to its new end.
    for (const cell of seen) {
      if (isWanted(cell)) return remember(known, start, true)
      for (const name of cell.reads) {
        const definer = definers.get(name)
        if (definer) seen.add(definer)
      }
    }
    return remember(known, start, false)
  }
}

function remember(known: Map<FlowCell, boolean>, cell: FlowCell, answer: boolean): boolean {
  known.set(cell, answer)
  return answer
}

import type { CellDiagnostic } from "./features/diagnostics.ts"

/** Where a problem of the notebook's own check begins in its cell; both count from 0. */
export interface ProblemStart {
  line: number
  start: number
}

/** A name that nothing defines, or a module that isn't there: both are found by the check of the notebook as well. */
const foundByCheck: ReadonlySet<number> = new Set([
  2304, 2305, 2307, 2503, 2552, 2580, 2582, 2583, 2591, 2792, 7016, 18004,
])

/** Whether the notebook's own check says of a place what TypeScript says of it. */
export function isSaidAlready({ code, range }: CellDiagnostic, own: readonly ProblemStart[]): boolean {
  if (code === undefined || !foundByCheck.has(code)) return false
  const { start, end } = range
  return own.some((one) => one.line === start.line && start.character <= one.start && one.start < end.character)
}

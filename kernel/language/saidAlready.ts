import type { CellDiagnostic } from "./features/diagnostics.ts"

/** What the notebook's own check says, and where that begins in the cell; both count from 0. */
export interface OwnProblem {
  line: number
  start: number
  message: string
}

/** A name that nothing defines, or a module that isn't there: both are found by the check of the notebook as well. */
const foundByCheck: ReadonlySet<number> = new Set([
  2304, 2305, 2307, 2503, 2552, 2580, 2582, 2583, 2591, 2792, 7016, 18004,
])

/** Whether the notebook's own check says of a place what TypeScript says of it. */
export function isSaidAlready({ code, range, message }: CellDiagnostic, own: readonly OwnProblem[]): boolean {
  if (code === undefined || !foundByCheck.has(code)) return false
  const { start, end } = range
  const [name] = /'[^']+'/.exec(message) ?? []
  return own.some((one) => {
    if (one.line !== start.line) return false
    // Of a name in a directive, the check tells where the option's value begins.
    const isNamed = name !== undefined && one.message.includes(name)
    return isNamed || (start.character <= one.start && one.start < end.character)
  })
}

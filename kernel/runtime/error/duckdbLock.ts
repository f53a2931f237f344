/** How DuckDB says that another process has a file open. */
const locked = /^IO Error: (?:Could not set lock on file|Cannot open file .* being used by another process)/

const advice =
  "A process that opens a DuckDB file for writing has it alone, and plain cells and tasks run in several. Open it in the task " +
  'that writes, and close it there; where it is only read, open it with { access_mode: "READ_ONLY" } everywhere'

/** Puts into the error of a DuckDB file that another process has open why that is, and what to do. */
export function explainDuckdbLock(error: unknown): void {
  if (!(error instanceof Error) || !locked.test(error.message) || error.message.includes(advice)) return
  const { message, stack = "" } = error
  error.message = `${message}. ${advice}`
  error.stack = stack.replace(message, () => error.message)
}

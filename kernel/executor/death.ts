/** What is known of a process that ended while an attempt ran in it. */
export interface Death {
  code: number | null
  signal: NodeJS.Signals | null
  /** The last lines that it wrote to its error output. */
  errorLines: readonly string[]
  /** Upper bound of its JavaScript heap in bytes, when it was given one. */
  memory: number | undefined
}

/** Signals that a process brings upon itself, by what it does. */
const ownSignals: ReadonlySet<NodeJS.Signals> = new Set([
  "SIGABRT",
  "SIGBUS",
  "SIGFPE",
  "SIGILL",
  "SIGPIPE",
  "SIGSEGV",
  "SIGSYS",
  "SIGTRAP",
  "SIGXCPU",
  "SIGXFSZ",
])

/** Whether a process was ended from outside, as far as its end tells: it may do better when it is tried again. */
export function wasKilled(death: Death): boolean {
  return death.signal !== null && !ownSignals.has(death.signal) && !ranOutOfMemory(death)
}

/** Why a process ended that runs tasks, or a flow's plain cells, in words, and what to do about it. */
export function describeDeath(death: Death, runs: "task" | "plainCells"): string {
  const { errorLines, memory } = death
  const subject = runs === "task" ? "The task's process" : "The process of the plain cells"
  if (ranOutOfMemory(death)) {
    const limit = memory === undefined ? "" : ` (memory=${withUnit(memory)})`
    const advice = runs === "task" ? "Give the task more with memory=4GB" : "Make the cell a task with memory=4GB"
    return `${subject} ran out of memory${limit}. ${advice}, or work on less at a time`
  }
  return `${subject} ${manner(death)}${death.signal === "SIGKILL" ? "" : lastLines(errorLines)}`
}

/** As a directive may have it. */
function withUnit(bytes: number): string {
  if (bytes % 2 ** 20 === 0) return `${bytes / 2 ** 20}MB`
  return bytes % 2 ** 10 === 0 ? `${bytes / 2 ** 10}KB` : `${bytes}B`
}

/** Why the process of a person's cells ended, and what that means. */
export function describeSessionDeath(death: Death): string {
  const consequence = "All values are gone. The next cell starts a new session"
  if (ranOutOfMemory(death)) {
    return `The session ran out of memory. ${consequence}: work on less at a time, or set NODE_OPTIONS=--max-old-space-size=8192 (megabytes) where the kernel is started`
  }
  return `The session ${manner(death)}. ${consequence}`
}

function ranOutOfMemory({ errorLines }: Death): boolean {
  return errorLines.some((line) => line.includes("heap out of memory") || line.includes("heap limit"))
}

function manner({ code, signal }: Death): string {
  if (signal === "SIGKILL") return "was killed (SIGKILL), by the system when memory is short, or by somebody"
  if (signal !== null) return `was ended by the signal ${signal}`
  return `ended by itself with exit code ${code}, as by process.exit()`
}

function lastLines(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `. Its last output:\n${lines.slice(-5).join("\n")}`
}

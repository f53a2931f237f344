/** What is known of a process that ended while an attempt ran in it. */
export interface Death {
  code: number | null
  signal: NodeJS.Signals | null
  /** The last lines that it wrote to its error output. */
  errorLines: readonly string[]
  /** Upper bound of its JavaScript heap in bytes, when it was given one. */
  memory: number | undefined
}

/** Why a process ended, in words, and what to do about it. */
export function describeDeath({ code, signal, errorLines, memory }: Death): string {
  if (errorLines.some((line) => line.includes("heap out of memory") || line.includes("heap limit"))) {
    const limit = memory === undefined ? "" : ` (memory=${Math.round(memory / 2 ** 20)}MB)`
    return `The task's process ran out of memory${limit}. Give the task more with memory=4GB, or work on less at a time`
  }
  if (signal === "SIGKILL")
    return "The task's process was killed (SIGKILL), by the system when memory is short, or by somebody"
  if (signal !== null) return `The task's process was ended by the signal ${signal}${lastLines(errorLines)}`
  return `The task's process ended by itself with exit code ${code}, as by process.exit()${lastLines(errorLines)}`
}

function lastLines(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `. Its last output:\n${lines.slice(-5).join("\n")}`
}

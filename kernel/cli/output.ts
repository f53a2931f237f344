import { terminalText } from "../session/format/terminalText.ts"

/** Errors of an output whose reader is gone: `tsnb runs | head -1` closes the pipe, a closed terminal is none any more. */
const goneCodes: ReadonlySet<string | undefined> = new Set(["EPIPE", "EIO", "EOF", "ERR_STREAM_DESTROYED"])

/**
 * Keeps a closed output from ending the process with a stack. What runs goes on: its results are worth keeping even when
 * nobody reads along.
 */
export function tolerateClosedOutputs(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!goneCodes.has(error.code)) throw error
    })
  }
}

/** Prints lines on standard output. What they hold of others is shown, and not obeyed by a terminal. */
export function printLines(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${terminalText(lines.join("\n"))}\n`)
}

/** Prints lines on standard error: what is for people even when the output is for a program. */
export function warnLines(lines: readonly string[]): void {
  if (lines.length > 0) process.stderr.write(`${terminalText(lines.join("\n"))}\n`)
}

/** Aborted once nobody reads standard output any more. */
export function outputClosed(): AbortSignal {
  const { stdout } = process
  if (stdout.destroyed || stdout.errored !== null) return AbortSignal.abort()
  const closed = new AbortController()
  for (const event of ["error", "close"]) stdout.once(event, () => closed.abort())
  return closed.signal
}

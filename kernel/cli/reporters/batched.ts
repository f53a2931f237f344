import type { Reporter, Write } from "./reporter.ts"

/** Milliseconds that a text waits for others: less than anybody notices. */
const maxWait = 10

/**
 * A reporter whose texts are written some at a time: each write wakes whoever reads them, and of small tasks there are
 * a thousand in a second.
 */
export function batched(write: Write, make: (write: Write) => Reporter): Reporter {
  let waiting: string[] = []
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length === 0) return
    const text = waiting.join("")
    waiting = []
    write(text)
  }
  const reporter = make((text) => {
    waiting.push(text)
    timer ??= setTimeout(flush, maxWait)
  })
  // A second Ctrl-C ends the process without closing anything.
  process.on("exit", flush)
  return {
    onEvent: (event) => reporter.onEvent(event),
    note: (text, stays) => reporter.note(text, stays),
    close() {
      reporter.close()
      flush()
      process.off("exit", flush)
    },
  }
}

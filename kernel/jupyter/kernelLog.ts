import { terminalText } from "../session/format/terminalText.ts"

const period = 10_000
const maxPerPeriod = 5

/**
 * The kernel's own log, on standard error, where Jupyter shows it to who looks for it. What comes too often is counted
 * instead of written, so that hostile messages can't fill a disk.
 */
export class KernelLog {
  readonly #write: (line: string) => void
  readonly #now: () => number
  readonly #counts = new Map<string, { since: number; count: number }>()

  constructor(write: (line: string) => void = writeToStandardError, now: () => number = Date.now) {
    this.#write = write
    this.#now = now
  }

  /** @param kind what is counted together, such as `bad message` */
  warn(kind: string, text: string): void {
    const now = this.#now()
    let entry = this.#counts.get(kind)
    if (!entry || now - entry.since >= period) {
      const left = entry ? entry.count - maxPerPeriod : 0
      if (left > 0) this.#write(`tsnb kernel: ${kind}: ${left} more\n`)
      entry = { since: now, count: 0 }
      this.#counts.set(kind, entry)
    }
    entry.count += 1
    if (entry.count <= maxPerPeriod) this.#write(`tsnb kernel: ${kind}: ${text}\n`)
  }

  /** An error that nobody is waiting for. */
  error(kind: string, error: unknown): void {
    this.warn(kind, error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
}

function writeToStandardError(line: string): void {
  process.stderr.write(terminalText(line))
}

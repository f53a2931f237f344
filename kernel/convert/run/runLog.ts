import { taskRunTitle, type Logged } from "../../flow/events.ts"

/** A line of a run's log. */
export interface LogLine {
  /** Milliseconds since 1970. */
  time: number
  /** The task run, or the cell, that wrote it. */
  label: string
  level: Logged["level"]
  text: string
}

/** So many of the first and of the last lines are kept. */
const kept = 5_000

/** A run's log, of which the middle is left out when it is very long. */
export class RunLog {
  readonly first: LogLine[] = []
  #last: LogLine[] = []
  #leftOut = 0

  add({ time, level, text, ...name }: Logged): void {
    const line = { time, label: taskRunTitle(name), level, text }
    if (this.first.length < kept) {
      this.first.push(line)
      return
    }
    this.#last.push(line)
    // Not one by one, which would move all of them each time.
    if (this.#last.length < 2 * kept) return
    this.#leftOut += this.#last.length - kept
    this.#last = this.#last.slice(-kept)
  }

  get last(): readonly LogLine[] {
    return this.#last.slice(-kept)
  }

  /** How many lines between the first and the last aren't here. */
  get leftOut(): number {
    return this.#leftOut + Math.max(0, this.#last.length - kept)
  }
}

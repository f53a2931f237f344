/** How often a task's progress is passed on, in milliseconds: people can't follow more, and a tight loop may report a million times. */
const interval = 50

/** Lets the first, the last and now and then a report of progress through. */
export class ProgressThrottle {
  #last = -Infinity

  /** Whether a report made now is passed on. */
  passes(done: number, total: number): boolean {
    const now = performance.now()
    if (done < total && now - this.#last < interval) return false
    this.#last = now
    return true
  }
}

/** As they are before user code can replace them. */
const kill = process.kill.bind(process)
const on = process.on.bind(process)
const listenerCount = process.listenerCount.bind(process)

/** The end that an attempt is asked to come to, as its code sees it. */
export class Cancellation {
  readonly #controller = new AbortController()
  #isHeeded = false

  /** For code that wants to know; from here on the attempt is given a moment when it is cancelled. */
  get signal(): AbortSignal {
    this.#isHeeded = true
    return this.#controller.signal
  }

  /**
   * Tells the attempt's code, and what it has started, that it is to end.
   * @returns whether any of it listens; where nobody does, there is nothing to wait for
   */
  cancel(): boolean {
    if (!this.#isHeeded && listenerCount("SIGTERM") === 0) return false
    // As a script that is stopped hears of it, and the processes that it started. This process mustn't end of it.
    on("SIGTERM", () => undefined)
    // It leads a group of its own; Windows has none.
    if (process.platform !== "win32") kill(-process.pid, "SIGTERM")
    this.#controller.abort(new DOMException("The attempt is cancelled", "AbortError"))
    return true
  }
}

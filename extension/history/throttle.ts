/**
 * Does something when it is asked to, but never twice at once, and not again before a pause has passed since it last
 * began. Whoever asks meanwhile is answered by one more time.
 */
export class Throttle implements Disposable {
  readonly #action: () => Promise<void>
  readonly #pause: number
  readonly #report: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #isBusy = false
  #isAsked = false
  #isDisposed = false
  #lastBegan = -Infinity

  /**
   * @param pause in milliseconds
   * @param report told of what the action throws
   */
  constructor(action: () => Promise<void>, pause: number, report: (error: unknown) => void) {
    this.#action = action
    this.#pause = pause
    this.#report = report
  }

  ask(): void {
    this.#isAsked = true
    this.#schedule()
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true
    clearTimeout(this.#timer)
  }

  #schedule(): void {
    if (!this.#isAsked || this.#isBusy || this.#isDisposed || this.#timer) return
    const wait = Math.max(0, this.#lastBegan + this.#pause - performance.now())
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.#run()
    }, wait)
  }

  async #run(): Promise<void> {
    this.#isAsked = false
    this.#isBusy = true
    this.#lastBegan = performance.now()
    try {
      await this.#action()
    } catch (error) {
      this.#report(error)
    } finally {
      this.#isBusy = false
      this.#schedule()
    }
  }
}

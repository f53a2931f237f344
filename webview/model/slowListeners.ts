/** Listeners that are told of changes now and then, however many there are: for what costs much and says little. */
export class SlowListeners {
  readonly #listeners = new Set<() => void>()
  readonly #subscribe: (listener: () => void) => () => void
  readonly #interval: number
  #stop: (() => void) | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  /**
   * @param subscribe to what changes; gives back what ends it
   * @param interval milliseconds between two times that they are told
   */
  constructor(subscribe: (listener: () => void) => () => void, interval: number) {
    this.#subscribe = subscribe
    this.#interval = interval
  }

  /** @returns takes it back */
  readonly add = (listener: () => void): (() => void) => {
    this.#stop ??= this.#subscribe(() => this.#tellSoon())
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.#stop?.()
      this.#stop = undefined
      clearTimeout(this.#timer)
      this.#timer = undefined
    }
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      for (const listener of this.#listeners) listener()
    }, this.#interval)
  }
}

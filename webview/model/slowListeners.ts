/** Milliseconds between two times that they are told. */
const interval = 250

/** Listeners that are told of changes a few times a second, however many there are: for what costs much and says little. */
export class SlowListeners {
  readonly #listeners = new Set<() => void>()
  readonly #subscribe: (listener: () => void) => () => void
  #stop: (() => void) | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param subscribe to what changes; gives back what ends it */
  constructor(subscribe: (listener: () => void) => () => void) {
    this.#subscribe = subscribe
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
    }, interval)
  }
}

/** Listeners that are told of nothing while what they draw is hidden, and at once that they missed something when it is shown. */
export class Gate {
  readonly #listeners = new Set<() => void>()
  readonly #subscribe: (listener: () => void) => () => void
  #stop: (() => void) | undefined
  #isOpen = true
  #hasMissed = false

  /** @param subscribe to what changes; gives back what ends it */
  constructor(subscribe: (listener: () => void) => () => void) {
    this.#subscribe = subscribe
  }

  /** @returns takes it back */
  readonly add = (listener: () => void): (() => void) => {
    this.#stop ??= this.#subscribe(() => this.#tell())
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.#stop?.()
      this.#stop = undefined
    }
  }

  close(): void {
    this.#isOpen = false
  }

  open(): void {
    this.#isOpen = true
    if (this.#hasMissed) this.#tell()
  }

  #tell(): void {
    this.#hasMissed = !this.#isOpen
    if (this.#isOpen) for (const listener of this.#listeners) listener()
  }
}

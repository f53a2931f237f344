/** Listeners that share one subscription, which lasts as long as there are any. */
export abstract class SharedListeners {
  readonly #listeners = new Set<() => void>()
  readonly #subscribe: (listener: () => void) => () => void
  #stop: (() => void) | undefined

  /** @param subscribe to what changes; gives back what ends it */
  constructor(subscribe: (listener: () => void) => () => void) {
    this.#subscribe = subscribe
  }

  /** @returns takes it back */
  readonly add = (listener: () => void): (() => void) => {
    this.#stop ??= this.#subscribe(() => this.onChange())
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.#stop?.()
      this.#stop = undefined
      this.onIdle()
    }
  }

  /** Something has changed: decides when the listeners are told. */
  protected abstract onChange(): void

  /** Nobody listens any more. */
  protected onIdle(): void {
    // Most have nothing to end.
  }

  protected tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

/**
 * Room for a number of attempts at once, overall and for each tag. Further attempts, and those that go on from what has begun,
 * are served before all others, and else who waits longest, unless its tags have no room while a later one's have.
 */
export class Slots {
  readonly #limit: number
  readonly #tagLimits: ReadonlyMap<string, number>
  readonly #usedByTag = new Map<string, number>()
  readonly #further = new Set<Waiter>()
  readonly #first = new Set<Waiter>()
  /** Those that an abort of a signal ends. A listener for each would take longer the more of them wait: each is compared with all others. */
  readonly #bySignal = new WeakMap<AbortSignal, Set<Waiter>>()
  #used = 0

  /** @param tagLimits how many attempts of tasks with a tag may run at once */
  constructor(limit: number, tagLimits: Readonly<Record<string, number>> = {}) {
    this.#limit = limit
    this.#tagLimits = new Map(Object.entries(tagLimits))
  }

  /**
   * Waits for room.
   * @param isFurther whether it is for a further attempt, or goes on from what has begun
   * @returns a function that gives the room back; it may be called more than once
   * @throws the signal's reason when it is aborted first
   */
  async take(tags: readonly string[], signal: AbortSignal, isFurther = false): Promise<() => void> {
    signal.throwIfAborted()
    if (this.hasRoom(tags)) return this.#occupy(tags)
    const { promise, resolve, reject } = Promise.withResolvers<() => void>()
    const waiter = { tags, resolve, reject }
    const beside = this.#waitersOf(signal)
    beside.add(waiter)
    const queue = isFurther ? this.#further : this.#first
    queue.add(waiter)
    try {
      return await promise
    } finally {
      beside.delete(waiter)
    }
  }

  #waitersOf(signal: AbortSignal): Set<Waiter> {
    const known = this.#bySignal.get(signal)
    if (known) return known
    const waiters = new Set<Waiter>()
    this.#bySignal.set(signal, waiters)
    const abort = (): void => {
      for (const waiter of waiters) {
        this.#further.delete(waiter)
        this.#first.delete(waiter)
        waiter.reject(signal.reason)
      }
    }
    signal.addEventListener("abort", abort, { once: true })
    return waiters
  }

  /** Whether `take` would not have to wait. */
  hasRoom(tags: readonly string[]): boolean {
    if (this.#used >= this.#limit) return false
    return tags.every((tag) => (this.#usedByTag.get(tag) ?? 0) < (this.#tagLimits.get(tag) ?? Infinity))
  }

  #occupy(tags: readonly string[]): () => void {
    this.#count(tags, 1)
    let given = false
    return () => {
      if (given) return
      given = true
      this.#count(tags, -1)
      this.#serve()
    }
  }

  #count(tags: readonly string[], change: number): void {
    this.#used += change
    for (const tag of tags) this.#usedByTag.set(tag, (this.#usedByTag.get(tag) ?? 0) + change)
  }

  #serve(): void {
    for (const queue of [this.#further, this.#first]) {
      for (const waiter of queue) {
        if (this.#used >= this.#limit) return
        if (!this.hasRoom(waiter.tags)) continue
        queue.delete(waiter)
        waiter.resolve(this.#occupy(waiter.tags))
      }
    }
  }
}

interface Waiter {
  tags: readonly string[]
  resolve(release: () => void): void
  reject(reason: unknown): void
}

/** As many as Jupyter's own libraries remember. */
const maxRemembered = 65_536

/** Remembers the latest messages, so that one that somebody recorded and sends again is known. */
export class SeenMessages {
  readonly #seen = new Set<string>()
  readonly #most: number

  constructor(most: number = maxRemembered) {
    this.#most = most
  }

  /** Whether this one is new; it is remembered from here on. */
  isNew(mark: string): boolean {
    if (this.#seen.has(mark)) return false
    this.#seen.add(mark)
    if (this.#seen.size > this.#most) this.#forgetOldest()
    return true
  }

  #forgetOldest(): void {
    // A set keeps the order in which it was filled.
    for (const mark of this.#seen) {
      this.#seen.delete(mark)
      return
    }
  }
}

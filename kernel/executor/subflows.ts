/** The subflows that one attempt asked for. They end when it does. */
export class Subflows {
  readonly #ended = new AbortController()
  readonly #running = new Set<Promise<void>>()

  /** @param run runs one until it ends, or until the signal says that nobody waits for it any more; never rejects */
  add(run: (ended: AbortSignal) => Promise<void>): void {
    const subflow = run(this.#ended.signal)
    this.#running.add(subflow)
    void subflow.finally(() => this.#running.delete(subflow))
  }

  /** The attempt has ended, however it did: waits until those that still run have, too. */
  async end(): Promise<void> {
    this.#ended.abort(new Error("The attempt that asked for it has ended"))
    await Promise.all(this.#running)
  }
}

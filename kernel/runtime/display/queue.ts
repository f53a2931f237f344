import type { Shown } from "./show.ts"

/** What a value shows of itself, perhaps after a while; undefined when there is nothing to look at. */
export type MaybeShown = Shown | undefined | Promise<Shown | undefined>

/** Keeps what one evaluation shows in the order in which it asked for that, however long a value takes to show itself. */
export class DisplayQueue {
  /** Settles when all that came so far is sent; undefined when it is already. */
  #last: Promise<void> | undefined

  /** Sends at once where nothing has to be waited for, so that it comes before what is printed next. */
  add(shown: MaybeShown, send: (shown: Shown) => void): void {
    const sendIfAny = (made: Shown | undefined): void => {
      if (made) send(made)
    }
    if (!this.#last && !(shown instanceof Promise)) return sendIfAny(shown)
    const sent = Promise.all([shown, this.#last]).then(([made]) => sendIfAny(made))
    this.#last = sent
    void sent.finally(() => {
      if (this.#last === sent) this.#last = undefined
    })
  }

  /** Resolves when everything is sent. */
  async empty(): Promise<void> {
    while (this.#last) await this.#last
  }
}

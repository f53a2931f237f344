/** Milliseconds after which a hidden page, whose frames don't come, takes what has arrived. */
const withoutFrames = 250

/** Collects what arrives, and hands it over together, once a frame of the screen. */
export class FrameQueue<Item> {
  readonly #take: (items: readonly Item[]) => void
  #waiting: Item[] = []
  #frame = 0
  #timer = 0

  constructor(take: (items: readonly Item[]) => void) {
    this.#take = take
  }

  add(item: Item): void {
    this.#waiting.push(item)
    if (this.#waiting.length > 1) return
    this.#frame = requestAnimationFrame(() => this.#flush())
    this.#timer = window.setTimeout(() => this.#flush(), withoutFrames)
  }

  #flush(): void {
    cancelAnimationFrame(this.#frame)
    window.clearTimeout(this.#timer)
    const items = this.#waiting
    this.#waiting = []
    this.#take(items)
  }
}

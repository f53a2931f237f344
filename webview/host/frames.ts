/** Milliseconds after which a hidden page, whose frames don't come, takes what has arrived. */
const withoutFrames = 250
/** How many times as long as it took to draw the page is left to others before it is drawn again … */
const pauseShare = 2
/** … and for how many milliseconds at most, so that the page is never far behind. */
const maxPause = 100

/**
 * Collects what arrives, and hands it over together: once a frame of the screen, and less often where it takes long to draw
 * what follows from it. Else a page that has much to draw is always busy, and the window around it, too.
 */
export class FrameQueue<Item> {
  readonly #take: (items: readonly Item[]) => void
  #waiting: Item[] = []
  #frame = 0
  #timer = 0
  /** When it may be drawn again, by the page's clock. */
  #free = 0

  constructor(take: (items: readonly Item[]) => void) {
    this.#take = take
  }

  add(item: Item): void {
    this.#waiting.push(item)
    if (this.#waiting.length > 1) return
    const wait = this.#free - performance.now()
    if (wait > 0) window.setTimeout(() => this.#awaitFrame(), wait)
    else this.#awaitFrame()
  }

  #awaitFrame(): void {
    this.#frame = requestAnimationFrame(() => this.#flush())
    this.#timer = window.setTimeout(() => this.#flush(), withoutFrames)
  }

  #flush(): void {
    cancelAnimationFrame(this.#frame)
    window.clearTimeout(this.#timer)
    const items = this.#waiting
    this.#waiting = []
    const began = performance.now()
    this.#free = began + maxPause
    this.#take(items)
    // What was drawn in this frame has been painted by then.
    window.setTimeout(() => {
      const now = performance.now()
      this.#free = now + Math.min(maxPause, (now - began) * pauseShare)
    })
  }
}

import { SharedListeners } from "./sharedListeners.ts"

/** Listeners that are told of changes now and then, however many there are: for what costs much and says little. */
export class SlowListeners extends SharedListeners {
  readonly #interval: number
  #timer: ReturnType<typeof setTimeout> | undefined

  /**
   * @param subscribe to what changes; gives back what ends it
   * @param interval milliseconds between two times that they are told
   */
  constructor(subscribe: (listener: () => void) => () => void, interval: number) {
    super(subscribe)
    this.#interval = interval
  }

  protected override onChange(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.tell()
    }, this.#interval)
  }

  protected override onIdle(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}

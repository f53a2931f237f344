import type { FlowEvent, TaskStateChanged } from "../flow/events.ts"
import type { EarlierEvents } from "./earlierShows.ts"
import type { TaskOutputs } from "./taskOutputs.ts"

/** What a task run showed in the run that its results come from; nothing when the history doesn't have that run any more. */
type Earlier = (event: TaskStateChanged) => Promise<EarlierEvents | undefined>

/**
 * Hands the events of a task's run on to its cell's outputs, in their order: what comes from the cache looks as it did in the
 * run that computed it, which has to be asked for.
 */
export class TaskEvents {
  readonly #task: string
  readonly #outputs: TaskOutputs
  readonly #earlier: Earlier
  /** Settles when what came so far is shown; there is nothing to wait for unless something came from the cache. */
  #before: Promise<void> | undefined

  /** @param task the cell's own task: of the others nothing earlier is shown */
  constructor(task: string, outputs: TaskOutputs, earlier: Earlier) {
    this.#task = task
    this.#outputs = outputs
    this.#earlier = earlier
  }

  onEvent(event: FlowEvent): void {
    const isCached = event.type === "taskStateChanged" && event.cachedFrom !== undefined && event.task === this.#task
    if (!isCached && !this.#before) return this.#outputs.onEvent(event)
    const showing = isCached ? this.#showCached(this.#before, event) : this.#showAfter(this.#before, event)
    this.#before = showing
    const settle = (): void => {
      if (this.#before === showing) this.#before = undefined
    }
    // Whoever asks for `shown` hears of a history that can't be read.
    showing.then(settle, () => undefined)
  }

  /**
   * Settles when all that came is shown; nothing to wait for when it is so already.
   * @throws what the history throws when it can't be read
   */
  shown(): Promise<void> | undefined {
    return this.#before
  }

  async #showAfter(before: Promise<void> | undefined, event: FlowEvent): Promise<void> {
    await before
    this.#outputs.onEvent(event)
  }

  async #showCached(before: Promise<void> | undefined, event: TaskStateChanged): Promise<void> {
    const [earlier] = await Promise.all([this.#earlier(event), before])
    if (earlier) for await (const events of earlier) for (const shown of events) this.#outputs.onEvent(shown)
    else this.#outputs.noteCached(event)
    this.#outputs.onEvent(event)
  }
}

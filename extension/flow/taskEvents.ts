import type { FlowEvent } from "../../kernel/flow/events.ts"
import type { CellOutput } from "../../kernel/model/cellOutput.ts"
import { TaskOutputs } from "../../kernel/session/taskOutputs.ts"
import type { EarlierRuns } from "./earlierRuns.ts"

/**
 * Turns the events of a task's run into its cell's outputs, in their order: what comes from the cache looks as it did in the
 * run that computed it, which has to be asked for.
 */
export class TaskEvents {
  readonly #outputs: TaskOutputs
  readonly #earlier: EarlierRuns
  /** Resolves when what came so far is shown; there is nothing to wait for unless something came from the cache. */
  #before: Promise<void> | undefined

  constructor(task: string, started: FlowEvent, show: (output: CellOutput) => void, earlier: EarlierRuns) {
    this.#outputs = new TaskOutputs(task, show)
    this.#outputs.onEvent(started)
    this.#earlier = earlier
  }

  onEvent(event: FlowEvent): void {
    const isCached = event.type === "taskStateChanged" && event.cachedFrom !== undefined
    if (!isCached && !this.#before) return this.#outputs.onEvent(event)
    const earlier = isCached ? this.#earlier.of(event, event.run) : []
    this.#before = this.#showAfter(this.#before, earlier, event)
  }

  /** Resolves when all that came is shown. */
  async shown(): Promise<void> {
    await this.#before
  }

  async #showAfter(
    before: Promise<void> | undefined,
    earlier: Promise<Iterable<FlowEvent>> | Iterable<FlowEvent>,
    event: FlowEvent,
  ): Promise<void> {
    const events = await earlier
    await before
    for (const shown of events) this.#outputs.onEvent(shown)
    this.#outputs.onEvent(event)
  }
}

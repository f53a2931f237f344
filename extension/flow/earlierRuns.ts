import { taskRunLabel, type FlowEvent, type TaskRunName } from "../../kernel/flow/events.ts"
import {
  isShown,
  showAgain,
  type CachedTaskRun,
  type EarlierEvents,
  type ShownEvent,
} from "../../kernel/session/earlierShows.ts"
import type { LogOutput } from "../../webview/renderers/messages.ts"

/** What each task run of a flow run showed, by its label, and what a task showed with all its elements, by the task's. */
type Shows = ReadonlyMap<string, readonly ShownEvent[]>

/** What task runs showed in the earlier runs that their results come from: those that come from the cache mostly come from the same. */
export class EarlierRuns {
  readonly #history: (run: string) => Promise<readonly FlowEvent[]>
  readonly #report: (error: unknown) => void
  readonly #runs = new Map<string, Promise<Shows>>()

  /**
   * @param history gives the events of an earlier run
   * @param report told once of a run whose events can't be had: nothing is shown of it
   */
  constructor(history: (run: string) => Promise<readonly FlowEvent[]>, report: (error: unknown) => void) {
    this.#history = history
    this.#report = report
  }

  /**
   * The events by which a task run showed something, as if they were of the run that took its results from the cache.
   * @param run the flow run that took them
   */
  async of({ task, element, cachedFrom, cachedAs }: CachedTaskRun, run: string): Promise<EarlierEvents> {
    if (cachedFrom === undefined) return []
    const name: TaskRunName = { task, ...(element !== undefined && { element }) }
    const known = this.#runs.get(cachedFrom) ?? this.#read(cachedFrom)
    this.#runs.set(cachedFrom, known)
    return [showAgain((await known).get(taskRunLabel(cachedAs ?? name)) ?? [], name, run)]
  }

  async #read(run: string): Promise<Shows> {
    const shows = new Map<string, ShownEvent[]>()
    const add = (label: string, event: ShownEvent): void => {
      const known = shows.get(label)
      if (known) known.push(event)
      else shows.set(label, [event])
    }
    try {
      for (const event of await this.#history(run)) {
        if (event.run !== run || !isShown(event)) continue
        add(event.task, event)
        if (event.element !== undefined) add(taskRunLabel(event), event)
      }
    } catch (error) {
      this.#report(error)
    }
    return shows
  }
}

/** Where the log of a task run is: with its results. @param run the flow run that it is a part of */
export function logOf({ task, cachedFrom, cachedAs }: CachedTaskRun, run: string): LogOutput {
  return { run: cachedFrom ?? run, task: cachedAs?.task ?? task }
}

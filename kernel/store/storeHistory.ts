import { setImmediate as afterOthers, setTimeout as wait } from "node:timers/promises"
import type { NumberedEvent } from "../flow/events.ts"
import type { RunRow } from "../flow/ports.ts"
import type { EventFilter, EventPages, KeptTask, RunFilter, RunHistory } from "../flow/runHistory.ts"
import { isTerminal } from "../flow/state.ts"
import { StoreBusyError, StoreUnwritableError } from "./errors.ts"
import { keptTasks } from "./keptTasks.ts"
import { patiently } from "./patientStore.ts"
import type { Store } from "./store.ts"

/** SQLite tells other processes nothing: whoever follows a run has to look again, every so many milliseconds. */
const lookAgain = 200
/** Events that are read together. */
const pageSize = 500

/** The run history in a store. */
export class StoreHistory implements RunHistory {
  readonly #store: Store
  readonly #isCopy: boolean

  /** @param isCopy nothing more is recorded in it */
  constructor(store: Store, isCopy = false) {
    this.#store = store
    this.#isCopy = isCopy
  }

  async runs(filter?: RunFilter): Promise<readonly RunRow[]> {
    this.#declareDead()
    return patiently(() => this.#store.runs(filter))
  }

  async run(idOrPrefix: string, notebook?: string): Promise<RunRow | undefined> {
    this.#declareDead()
    return patiently(() => this.#store.findRun(idOrPrefix, notebook))
  }

  async *events(run: string, filter: EventFilter = {}): EventPages {
    let after = filter.after ?? 0
    let begun: Iterator<NumberedEvent> | undefined
    for (;;) {
      const page = await patiently(() => {
        const events = begun ?? this.#store.events(run, { ...filter, after })
        // When this fails, it begins anew after what was read before.
        begun = undefined
        const taken = take(events, pageSize)
        begun = events
        return taken
      })
      if (page.length > 0) yield page
      if (page.length < pageSize) return
      after = page.at(-1)?.sequence ?? after
      await afterOthers()
    }
  }

  async *follow(run: string, filter: EventFilter = {}, signal?: AbortSignal): EventPages {
    for (let after = filter.after ?? 0; ;) {
      if (signal?.aborted === true) return
      // Asked before the events: what was recorded up to the end is still read then.
      const isKnown = this.#declareDead()
      const state = (await patiently(() => this.#store.findRun(run)))?.state
      for await (const page of this.events(run, { ...filter, after })) {
        after = page.at(-1)?.sequence ?? after
        yield page
      }
      // Of a process that died while its store can't be written to, no end can be recorded.
      if (this.#isCopy || !isKnown || state === undefined || isTerminal(state)) return
      await pause(signal)
    }
  }

  async *results(run: string, task?: string): AsyncIterable<KeptTask> {
    for (const kept of keptTasks(this.#store, run, task)) {
      yield kept
      await afterOthers()
    }
  }

  /**
   * Runs whose process died are told as crashed; while another process has the store locked, at the next look.
   * @returns false when there are such runs, and that can't be written
   */
  #declareDead(): boolean {
    try {
      this.#store.reconcile()
    } catch (error) {
      if (error instanceof StoreUnwritableError) return false
      if (!(error instanceof StoreBusyError)) throw error
    }
    return true
  }
}

/** The next ones, and leaves the rest to be taken later. */
function take<Item>(items: Iterator<Item>, most: number): readonly Item[] {
  const taken: Item[] = []
  while (taken.length < most) {
    const next = items.next()
    if (next.done === true) break
    taken.push(next.value)
  }
  return taken
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(lookAgain, undefined, { ...(signal && { signal }) })
  } catch (error) {
    if (signal?.aborted !== true) throw error
  }
}

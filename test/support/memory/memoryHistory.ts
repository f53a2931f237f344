import type { RunRow } from "../../../kernel/flow/ports.ts"
import type { EventFilter, EventPages, KeptTask, RunFilter, RunHistory } from "../../../kernel/flow/runHistory.ts"
import { isTerminal } from "../../../kernel/flow/state.ts"
import { AmbiguousRunError } from "../../../kernel/store/errors.ts"
import { keptTasks } from "../../../kernel/store/keptTasks.ts"
import type { MemoryStore } from "./memoryStore.ts"

/** Small, so that tests have several. */
const pageSize = 3

/** What a store in memory has recorded. */
export class MemoryHistory implements RunHistory {
  readonly #store: MemoryStore

  constructor(store: MemoryStore) {
    this.#store = store
  }

  runs(filter: RunFilter = {}): Promise<readonly RunRow[]> {
    return Promise.resolve(this.#store.runs(filter))
  }

  run(idOrPrefix: string, notebook?: string): Promise<RunRow | undefined> {
    const ofNotebook = notebook === undefined ? {} : { notebook }
    if (idOrPrefix === "latest")
      return Promise.resolve(this.#store.runs({ topLevel: true, limit: 1, ...ofNotebook })[0])
    const found = this.#store.runs(ofNotebook).filter(({ id }) => idOrPrefix !== "" && id.startsWith(idOrPrefix))
    const whole = found.find(({ id }) => id === idOrPrefix)
    if (whole || found.length <= 1) return Promise.resolve(whole ?? found[0])
    const ids = found.map(({ id }) => id)
    return Promise.reject(new AmbiguousRunError(idOrPrefix, ids))
  }

  async *events(run: string, filter: EventFilter = {}): EventPages {
    const events = [...this.#store.events(run, filter)]
    for (let start = 0; start < events.length; start += pageSize)
      yield await Promise.resolve(events.slice(start, start + pageSize))
  }

  async *follow(run: string, filter: EventFilter = {}, signal?: AbortSignal): EventPages {
    for (let after = filter.after ?? 0; ;) {
      if (signal?.aborted === true) return
      const changed = this.#store.changed(signal)
      const state = (await this.run(run))?.state
      for await (const page of this.events(run, { ...filter, after })) {
        after = page.at(-1)?.sequence ?? after
        yield page
      }
      if (state === undefined || isTerminal(state)) return
      await changed
    }
  }

  async *results(run: string, task?: string): AsyncIterable<KeptTask> {
    for (const kept of keptTasks(this.#store, run, task)) yield await Promise.resolve(kept)
  }
}

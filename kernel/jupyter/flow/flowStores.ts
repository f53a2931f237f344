import { dirname } from "node:path"
import type { RunRow } from "../../flow/ports.ts"
import type { NumberedEvent } from "../../flow/events.ts"
import type { EventFilter } from "../../store/eventTable.ts"
import type { Cleaned } from "../../store/cleaning.ts"
import { hasStore } from "../../store/places.ts"
import type { FlowRequest } from "../../session/api.ts"
import { rerunParameters } from "../../session/rerunParameters.ts"
import { runResults, type RunResult } from "../../session/runResults.ts"
import { StoreBusyError } from "../../store/errors.ts"
import { localProcesses } from "../../store/owner.ts"
import { patiently, shortWait } from "../../store/patientStore.ts"
import { openStore, type Store } from "../../store/store.ts"

/** The run histories beside notebooks, open as long as a front end may look into them. */
export class FlowStores {
  readonly #stores = new Map<string, Store>()

  /** The notebook's latest runs, or the subflows that a run of its asked for, newest first; none when there is no history yet. */
  runs(notebook: string, limit: number, parent?: string): readonly RunRow[] {
    const which = parent === undefined ? { notebook, topLevel: true } : { parent }
    return this.#of(notebook)?.runs({ ...which, limit }) ?? []
  }

  /** A run by its id, or `latest`. */
  find(notebook: string, run: string): RunRow | undefined {
    return this.#of(notebook)?.findRun(run, run === "latest" ? notebook : undefined)
  }

  /** What has a run go on with the parameters of an earlier one. */
  rerunParameters(notebook: string, run: RunRow): Pick<FlowRequest, "parameters" | "recorded"> {
    const store = this.#of(notebook)
    return store ? rerunParameters(store, run) : { parameters: run.parameters }
  }

  /** Some of a run's events, in order. */
  page(notebook: string, run: string, filter: EventFilter, most: number): readonly NumberedEvent[] {
    const events: NumberedEvent[] = []
    for (const event of this.#of(notebook)?.events(run, filter) ?? []) {
      events.push(event)
      if (events.length === most) break
    }
    return events
  }

  /** What the tasks of a run gave; none when there is no history. */
  async results(notebook: string, run: string): Promise<readonly RunResult[]> {
    const store = this.#of(notebook)
    return store ? runResults(store, run) : []
  }

  /** Removes what is kept, or with `preview` says what that would be. */
  async clean(
    notebook: string,
    { tasks, preview = false }: { tasks?: readonly string[]; preview?: boolean },
  ): Promise<Cleaned> {
    const store = this.#of(notebook)
    const filter = { notebook, ...(tasks !== undefined && { tasks }) }
    if (!store) return { entries: 0, results: 0, bytes: 0, going: 0 }
    if (preview) return store.previewClean(filter)
    const entries = await patiently(() => store.forget(filter))
    return { entries, ...(await patiently(() => store.sweep())) }
  }

  close(): void {
    for (const store of this.#stores.values()) store.close()
    this.#stores.clear()
  }

  #of(notebook: string): Store | undefined {
    const folder = dirname(notebook)
    const known = this.#stores.get(folder)
    if (!known && !hasStore(folder)) return undefined
    const store = known ?? openStore(folder, localProcesses, shortWait)
    this.#stores.set(folder, store)
    declareDead(store)
    return store
  }
}

/** Runs whose process died meanwhile are told as crashed; while another process has the store locked, at the next look. */
function declareDead(store: Store): void {
  try {
    store.reconcile()
  } catch (error) {
    if (!(error instanceof StoreBusyError)) throw error
  }
}

import { dirname } from "node:path"
import type { RunHistory } from "../flow/runHistory.ts"
import { ResultFolder } from "../runtime/value/resultFolder.ts"
import type { Cleaned } from "../store/cleaning.ts"
import { hasStore } from "../store/places.ts"
import { runResults, type RunResult } from "../session/runResults.ts"
import { localProcesses } from "../store/owner.ts"
import type { Annotation } from "../store/runTable.ts"
import { patiently, shortWait } from "../store/patientStore.ts"
import { openStore, type Store } from "../store/store.ts"
import { StoreHistory } from "../store/storeHistory.ts"

/** The run histories beside notebooks, open as long as a front end may look into them. */
export class FlowStores {
  readonly #stores = new Map<string, Store>()

  /** The history of a notebook's runs; nothing when there is none yet. */
  history(notebook: string): RunHistory | undefined {
    const store = this.#of(notebook)
    return store && new StoreHistory(store)
  }

  /** What the tasks of a run gave; none when there is no history. */
  async results(notebook: string, run: string): Promise<readonly RunResult[]> {
    const store = this.#of(notebook)
    return store ? runResults(new StoreHistory(store), new ResultFolder(store.results), run) : []
  }

  /** Keeps what a person says about a run. @returns whether there is such a run */
  async annotate(notebook: string, run: string, annotation: Annotation): Promise<boolean> {
    const store = this.#of(notebook)
    return store !== undefined && patiently(() => store.annotate(run, annotation))
  }

  /** Removes what is kept, or with `preview` says what that would be. */
  async clean(
    notebook: string,
    { tasks, preview = false }: { tasks?: readonly string[]; preview?: boolean },
  ): Promise<Cleaned> {
    const store = this.#of(notebook)
    const filter = { notebook, ...(tasks !== undefined && { tasks }) }
    if (!store) return { entries: 0, pinned: 0, results: 0, bytes: 0, going: 0 }
    if (preview) return store.previewClean(filter)
    const forgotten = await patiently(() => store.forget(filter))
    return { ...forgotten, ...(await patiently(() => store.sweep())) }
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
    return store
  }
}

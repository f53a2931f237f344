import { elementFingerprint } from "./earlier.ts"
import type { FlowStore, KeyComponents } from "./ports.ts"

/** Which elements of which task are asked about. */
export interface ElementsOfTask {
  notebook: string
  task: string
  /** Under which each element is handed in. */
  variable: string
  /** Of the list's elements, as far as they are known. */
  fingerprints: ReadonlySet<string>
}

/** What was kept earlier of the same elements of a loop's list, for explaining why they have to run. */
export class ElementHistory {
  readonly #store: Pick<FlowStore, "elementEntries">
  readonly #of: ElementsOfTask
  /** Read when it is first asked for: a loop without a miss needs none. */
  #known: KeptElements | undefined

  constructor(store: Pick<FlowStore, "elementEntries">, of: ElementsOfTask) {
    this.#store = store
    this.#of = of
  }

  /**
   * The key components of what was last kept of the same element: an equal one, wherever it was in its list, else the one that
   * was in its place, unless that one is in another place now.
   */
  of(index: number, fingerprint: string): KeyComponents | undefined {
    this.#known ??= this.#read()
    const { byFingerprint, byIndex } = this.#known
    const inPlace = byIndex.get(index)
    const isElsewhere = inPlace !== undefined && this.#of.fingerprints.has(inPlace.fingerprint)
    return (byFingerprint.get(fingerprint) ?? (isElsewhere ? undefined : inPlace))?.components
  }

  #read(): KeptElements {
    const { notebook, task, variable } = this.#of
    const byFingerprint = new Map<string, Kept>()
    const byIndex = new Map<number, Kept>()
    for (const { index, components } of this.#store.elementEntries(notebook, task)) {
      const hash = components.inputs[variable] ?? ""
      const kept = { fingerprint: elementFingerprint({ hash }), components }
      // The newest come first.
      if (!byFingerprint.has(kept.fingerprint)) byFingerprint.set(kept.fingerprint, kept)
      if (!byIndex.has(index)) byIndex.set(index, kept)
    }
    return { byFingerprint, byIndex }
  }
}

interface KeptElements {
  byFingerprint: ReadonlyMap<string, Kept>
  byIndex: ReadonlyMap<number, Kept>
}

interface Kept {
  fingerprint: string
  components: KeyComponents
}

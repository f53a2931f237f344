import type { ValueReference } from "../runtime/messages.ts"
import { elementFingerprint } from "./earlier.ts"
import type { FlowStore, KeyComponents } from "./ports.ts"

/** Which elements of which task are asked about. */
export interface ElementsOfTask {
  notebook: string
  task: string
  /** Under which each element is handed in. */
  variable: string
  elements: readonly ValueReference[]
}

/** What was kept earlier of the same elements of a loop's list, for explaining why they have to run. */
export class ElementHistory {
  readonly #store: Pick<FlowStore, "elementEntries">
  readonly #of: ElementsOfTask
  /** By the elements' places; worked out when it is first asked for: a loop without a miss needs none. */
  #known: readonly (KeyComponents | undefined)[] | undefined

  constructor(store: Pick<FlowStore, "elementEntries">, of: ElementsOfTask) {
    this.#store = store
    this.#of = of
  }

  /**
   * The key components of what was last kept of the same element: an equal one, wherever it was in its list, else the one that
   * was in its place, unless that one is in another place now.
   */
  of(index: number): KeyComponents | undefined {
    this.#known ??= this.#match()
    return this.#known[index]
  }

  #match(): readonly (KeyComponents | undefined)[] {
    const { notebook, task, variable, elements } = this.#of
    const byFingerprint = new Map<string, Kept>()
    const byIndex = new Map<number, Kept>()
    for (const { index, components } of this.#store.elementEntries(notebook, task)) {
      const hash = components.inputs[variable] ?? ""
      const kept = { fingerprint: elementFingerprint({ hash }), components }
      // The newest come first.
      if (!byFingerprint.has(kept.fingerprint)) byFingerprint.set(kept.fingerprint, kept)
      if (!byIndex.has(index)) byIndex.set(index, kept)
    }
    const fingerprints = elements.map(elementFingerprint)
    const present = new Set(fingerprints)
    return fingerprints.map((fingerprint, index) => {
      const inPlace = byIndex.get(index)
      const same =
        byFingerprint.get(fingerprint) ?? (inPlace && !present.has(inPlace.fingerprint) ? inPlace : undefined)
      return same?.components
    })
  }
}

interface Kept {
  fingerprint: string
  components: KeyComponents
}

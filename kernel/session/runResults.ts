import { setImmediate as afterOthers } from "node:timers/promises"
import type { ValueReference } from "../runtime/messages.ts"
import { oneLine } from "../runtime/display/oneLine.ts"
import { plainText } from "../runtime/display/plainText.ts"
import type { ValueContext } from "../runtime/value/context.ts"
import { DecodeError, ResultDamagedError } from "../runtime/value/errors.ts"
import { ResultFolder } from "../runtime/value/resultFolder.ts"
import { loadValue } from "../runtime/value/store.ts"
import type { CacheEntry } from "../flow/ports.ts"
import type { Store } from "../store/store.ts"

/** A result of a task in a run. */
export interface RunResult {
  task: string
  name: string
  /** Bytes before packing; of a `for=` task those of all elements. */
  size: number
  /** How many values: more than one for a `for=` task. */
  count: number
  /** Id of the run that computed it. */
  from: string
  /** The value in one line, when it is small and plain. */
  text?: string
  /** The value, when it is a number. */
  number?: number
}

/** Bytes of a value that is shown in one line. */
const smallValue = 512
const longestText = 100
/** Values that need a cell's classes or a module are left to a process of their own. */
const withoutCode: ValueContext = {
  locateClass: () => Promise.resolve(undefined),
  loadClass: () => Promise.reject(new DecodeError("A class isn't loaded for a preview")),
  importModule: () => Promise.reject(new DecodeError("A module isn't loaded for a preview")),
}

/** What the tasks of a run gave, as far as it is still kept, in the order in which they ended. */
export async function runResults(store: Store, notebook: string, run: string): Promise<readonly RunResult[]> {
  const folder = new ResultFolder(store.results)
  const results: RunResult[] = []
  for (const [task, from] of computedBy(store, run)) {
    const references = new Map<string, ValueReference[]>()
    for (const entry of entriesInOrder(store, notebook, task, from)) {
      for (const { name, value } of entry.outputs) references.set(name, [...(references.get(name) ?? []), value])
    }
    for (const [name, values] of references) {
      const size = values.reduce((sum, value) => sum + value.size, 0)
      results.push({ task, name, size, count: values.length, from, ...(await inOneLine(values, folder)) })
    }
    await afterOthers()
  }
  return results
}

/** What a run kept of a task; of a `for=` task in the order of its elements, which end in any order. */
export function entriesInOrder(store: Store, notebook: string, task: string, run: string): readonly CacheEntry[] {
  const entries = store.entriesOf(notebook, task, run)
  const elements: number[] = []
  for (const { event } of store.events(run, { types: ["taskStateChanged"] })) {
    if (event.type !== "taskStateChanged" || event.task !== task || event.state !== "completed") continue
    if (event.element !== undefined) elements.push(event.element)
  }
  // Each is kept with the event of its end.
  if (elements.length !== entries.length) return entries
  const places = entries.map((entry, index) => ({ entry, element: elements[index] ?? 0 }))
  return places.toSorted((one, other) => one.element - other.element).map(({ entry }) => entry)
}

/** For each task that has results in a run, the run that computed them. */
export function computedBy(store: Store, run: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const { event } of store.events(run, { types: ["taskStateChanged"] })) {
    if (event.type !== "taskStateChanged") continue
    if (event.state === "completed") found.set(event.task, run)
    // A `for=` task is told as a whole after its elements, which know where they come from.
    if (event.state === "cached") found.set(event.task, event.cachedFrom ?? found.get(event.task) ?? run)
  }
  return found
}

async function inOneLine(
  values: readonly ValueReference[],
  folder: ResultFolder,
): Promise<Pick<RunResult, "text" | "number">> {
  const [value, ...others] = values
  if (!value || others.length > 0 || value.size > smallValue || value.inline === undefined) return {}
  try {
    const loaded = await loadValue(value, withoutCode, folder)
    const text = oneLine(plainText(loaded, true))
    const shown = text.length <= longestText ? text : `${text.slice(0, longestText)}…`
    return { text: shown, ...(typeof loaded === "number" && Number.isFinite(loaded) && { number: loaded }) }
  } catch (error) {
    // It takes more than data to show it, or its bytes are gone: its name and size can be told all the same.
    if (error instanceof DecodeError || error instanceof ResultDamagedError) return {}
    throw error
  }
}

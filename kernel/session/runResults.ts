import { setImmediate as afterOthers } from "node:timers/promises"
import type { ValueReference } from "../runtime/messages.ts"
import { oneLine } from "../runtime/display/oneLine.ts"
import { plainText } from "../runtime/display/plainText.ts"
import { DecodeError, ResultDamagedError } from "../runtime/value/errors.ts"
import { lookingContext } from "../runtime/value/look.ts"
import { ResultFolder } from "../runtime/value/resultFolder.ts"
import { loadValue } from "../runtime/value/store.ts"
import type { Store } from "../store/store.ts"
import { keptTasks } from "./keptTasks.ts"

/** A result of a task in a run. */
export interface RunResult {
  task: string
  name: string
  /** Bytes before packing; of a `for=` task those of all elements. */
  size: number
  /** How many values: of a `for=` task one for each element. */
  count: number
  /** The value in one line, when it is small and plain. */
  text?: string
  /** The value, when it is a number. */
  number?: number
}

/** Bytes of a value that is shown in one line. */
const smallValue = 512
const longestText = 100

/** What the tasks of a run gave, as far as it is still kept, in the order in which they ended. */
export async function runResults(store: Store, run: string): Promise<readonly RunResult[]> {
  const folder = new ResultFolder(store.results)
  const results: RunResult[] = []
  for (const { task, isLoop, entries } of keptTasks(store, run)) {
    const outputs = entries.flatMap((entry) => entry.outputs)
    for (const [name, values] of Map.groupBy(outputs, (output) => output.name)) {
      const size = values.reduce((sum, { value }) => sum + value.size, 0)
      const [first] = values
      const shown = first && !isLoop ? await inOneLine(first.value, folder) : {}
      results.push({ task, name, size, count: values.length, ...shown })
    }
    await afterOthers()
  }
  return results
}

async function inOneLine(value: ValueReference, folder: ResultFolder): Promise<Pick<RunResult, "text" | "number">> {
  if (value.size > smallValue || value.inline === undefined) return {}
  try {
    const loaded = await loadValue(value, lookingContext, folder)
    const text = oneLine(plainText(loaded, true))
    const shown = text.length <= longestText ? text : `${text.slice(0, longestText)}…`
    return { text: shown, ...(typeof loaded === "number" && Number.isFinite(loaded) && { number: loaded }) }
  } catch (error) {
    // Its bytes are damaged or gone: its name and size can be told all the same.
    if (error instanceof DecodeError || error instanceof ResultDamagedError) return {}
    throw error
  }
}

import type { ValueReference } from "../model/valueReference.ts"
import { isBytes, kindOf } from "../runtime/display/kind.ts"
import { oneLine } from "../runtime/display/oneLine.ts"
import { plainText } from "../runtime/display/plainText.ts"
import { DecodeError, ResultDamagedError } from "../runtime/value/errors.ts"
import { lookingContext } from "../runtime/value/look.ts"
import type { ResultFolder } from "../runtime/value/resultFolder.ts"
import { loadValue } from "../runtime/value/store.ts"
import type { RunHistory } from "../flow/runHistory.ts"

/** A result of a task in a run. */
export interface RunResult {
  task: string
  name: string
  /** Bytes before packing; of a `for=` task those of all elements. */
  size: number
  /** How many values: of a `for=` task one for each element. */
  count: number
  /** What the value is; of a `for=` task that of its first element. Absent where it is too large to be looked at. */
  type?: string
  /** How much it is: `200 rows × 3 columns`. */
  shape?: string
  /** The beginning of the value in one line; absent for bytes, and for what is too large. */
  text?: string
  /** The value, when it is a number. */
  number?: number
}

/** Bytes of a value that is looked at, and of all that are: larger ones when somebody asks for them, in a process of their own. */
const looked = { value: 1 << 20, all: 8 << 20 }
const maxTextLength = 100
/** Characters of a text that are looked at for its one line: blanks may fall away. */
const maxRead = 1_000

/**
 * What the tasks of a run gave, as far as it is still kept, in the order in which they ended.
 * @param folder has the results
 */
export async function runResults(
  history: RunHistory,
  folder: ResultFolder,
  run: string,
): Promise<readonly RunResult[]> {
  const results: RunResult[] = []
  let left = looked.all
  for await (const { task, isLoop, entries } of history.results(run)) {
    const outputs = entries.flatMap((entry) => entry.outputs)
    for (const [name, values] of Map.groupBy(outputs, (output) => output.name)) {
      const size = values.reduce((sum, { value }) => sum + value.size, 0)
      const [first] = values
      const isLooked = first !== undefined && first.value.size <= Math.min(looked.value, left)
      const shown = isLooked ? await lookAtFirst(first.value, isLoop, folder) : {}
      if (isLooked) left -= first.value.size
      results.push({ task, name, size, count: values.length, ...shown })
    }
  }
  return results
}

async function lookAtFirst(
  value: ValueReference,
  isLoop: boolean,
  folder: ResultFolder,
): Promise<Pick<RunResult, "type" | "shape" | "text" | "number">> {
  try {
    const loaded = await loadValue(value, lookingContext, folder)
    const kind = kindOf(loaded)
    if (isLoop || isBytes(loaded)) return kind
    const text = oneLine(plainText(loaded, true).slice(0, maxRead)).replaceAll(/ {2,}/gu, " ")
    const shown = text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)}…`
    return { ...kind, text: shown, ...(typeof loaded === "number" && Number.isFinite(loaded) && { number: loaded }) }
  } catch (error) {
    // Its bytes are damaged or gone: its name and size can be told all the same.
    if (error instanceof DecodeError || error instanceof ResultDamagedError) return {}
    throw error
  }
}

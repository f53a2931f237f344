import { dirname } from "node:path"
import { recordedValue, secretMark } from "../cell/parameters.ts"
import type { AskedThen } from "../flow/context.ts"
import type { RunRow } from "../flow/ports.ts"
import { startOf } from "../flow/runHistory.ts"
import { toJson } from "../store/json.ts"
import { hasStore } from "../store/places.ts"
import { openStore } from "../store/store.ts"
import { StoreHistory } from "../store/storeHistory.ts"

/** Which of the subflows that were asked for is meant. */
export interface AskedSubflow {
  /** Absolute path. */
  notebook: string
  parameters: Readonly<Record<string, unknown>>
  /** How many subflows of that notebook and these parameters the same attempt has asked for before. */
  count: number
  before: AskedThen
}

/**
 * The run of a subflow that goes on from one which was asked for in an earlier run in the same way: what completed in that one
 * isn't repeated.
 * @returns its id; undefined when there was none
 */
export async function earlierSubflow(asked: AskedSubflow): Promise<string | undefined> {
  const { notebook, parameters, count, before } = asked
  const folder = dirname(notebook)
  if (!hasStore(folder)) return undefined
  using store = openStore(folder)
  const history = new StoreHistory(store)
  const runs: RunRow[] = []
  for (const run of await history.runs({ parent: before.run, notebook })) {
    if (run.startedAt < (before.since ?? 0) || !hadParameters(run, parameters)) continue
    if ((await startOf(history, run.id))?.parentTask === before.task) runs.unshift(run)
  }
  return lastTries(runs)[count]?.id
}

/** Of runs, oldest first, the last of each line in which one went on from the other, as with the notebook's own `retries=`. */
function lastTries(runs: readonly RunRow[]): readonly RunRow[] {
  const lines: RunRow[] = []
  for (const run of runs) {
    const line = lines.findIndex(({ id }) => id === run.rerunOf)
    if (line >= 0) lines[line] = run
    else lines.push(run)
  }
  return lines
}

function hadParameters({ parameters }: RunRow, given: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(given).every(
    ([name, value]) => parameters[name] === secretMark || toJson(parameters[name]) === toJson(recordedValue(value)),
  )
}

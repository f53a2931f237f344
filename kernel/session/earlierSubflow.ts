import { dirname } from "node:path"
import { recordedValue, secretMark } from "../cell/parameters.ts"
import type { AskedThen } from "../flow/context.ts"
import type { FlowEvent } from "../flow/events.ts"
import type { RunRow } from "../flow/ports.ts"
import { toJson } from "../store/json.ts"
import { hasStore } from "../store/places.ts"
import { openStore, type Store } from "../store/store.ts"

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
export function earlierSubflow({ notebook, parameters, count, before }: AskedSubflow): string | undefined {
  const folder = dirname(notebook)
  if (!hasStore(folder)) return undefined
  using store = openStore(folder)
  const runs = store
    .runs({ parent: before.run, notebook })
    .toReversed()
    .filter(
      (run) =>
        run.startedAt >= (before.since ?? 0) && hadParameters(run, parameters) && asker(store, run) === before.task,
    )
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

function asker(store: Store, { id }: RunRow): string | undefined {
  const started = store.events(id, { types: ["flowStarted"] }).next().value?.event as FlowEvent | undefined
  return started?.type === "flowStarted" ? started.parentTask : undefined
}

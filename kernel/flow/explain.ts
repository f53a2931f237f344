import { writtenName } from "../cell/privateNames.ts"
import { describeEntry } from "../runtime/trace/entry.ts"
import type { TraceEntry } from "../model/traceEntry.ts"
import type { TraceChange } from "../runtime/trace/verifier.ts"
import type { KeyComponents } from "./ports.ts"
import type { State } from "./state.ts"

/**
 * Why a task run has to run, in words: what is different from the last time that it completed.
 * @param before the components of then; of a loop's element those of the same element
 */
export function explainMiss(current: KeyComponents, before: KeyComponents | undefined): string {
  if (!before) return "first run"
  const reasons = [
    ...(current.code === before.code ? [] : ["its code changed"]),
    ...codeDifferences(current, before),
    ...differences("input ", current.inputs, before.inputs),
    ...(current.version === before.version ? [] : [`version changed from '${before.version}' to '${current.version}'`]),
    ...differences("", optionNames(current.looks), optionNames(before.looks)),
    ...differences("environment variable ", current.variables ?? {}, before.variables ?? {}),
    ...(current.runtime === before.runtime ? [] : [`runtime changed from ${before.runtime} to ${current.runtime}`]),
    ...(current.schema === before.schema ? [] : ["a newer tsnb works keys out in another way"]),
  ]
  if (reasons.length > 0) return reasons.join("; ")
  // Their order counts as well.
  const isMoved = JSON.stringify(current.remade) !== JSON.stringify(before.remade)
  return isMoved ? "code that it needs was moved" : "its last results aren't kept"
}

/** Why a task run that has never completed has to run, when it was begun before. */
export function explainFailure(last: { run: string; state: State } | undefined): string | undefined {
  const what = last && unsuccessful[last.state]
  return what === undefined ? undefined : `it ${what} in run ${last?.run}`
}

const unsuccessful: Readonly<Partial<Record<State, string>>> = {
  failed: "failed",
  timedOut: "timed out",
  crashed: "crashed",
  cancelled: "was cancelled",
}

/** Why kept results under the right key can't be used. */
export function explainStale({ before, now }: TraceChange): string {
  const what = describeEntry(before)
  if (isThere(before) === isThere(now)) return `${what} changed`
  const [came, went] = changeWords[before.kind] ?? ["was created", "was deleted"]
  return `${what} ${isThere(before) ? went : came}`
}

const changeWords: Readonly<Partial<Record<TraceEntry["kind"], readonly [came: string, went: string]>>> = {
  variable: ["was set", "is no longer set"],
  package: ["was installed", "was removed"],
}

/** Whether there was something; of what others say, such as a project, an absence is nothing special. */
function isThere(entry: TraceEntry): boolean {
  switch (entry.kind) {
    case "file":
    case "folder":
    case "written":
    case "variable":
      return entry.hash !== null
    case "exists":
    case "appended":
      return entry.found !== null
    case "link":
      return entry.target !== null
    case "package":
      return entry.version !== null
    default:
      return true
  }
}

/** Name by name; by all the names of a cell at once where the last entry knows no more. */
function codeDifferences(current: KeyComponents, before: KeyComponents): readonly string[] {
  if (!current.definitions || !before.definitions) return differences("", current.remade, before.remade)
  return differences("", current.definitions, before.definitions)
}

/** As they are written: `reads=`. */
function optionNames(looks: KeyComponents["looks"] = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(looks).map(([name, value]) => [`${name}=`, value]))
}

function differences(
  what: string,
  current: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>>,
): readonly string[] {
  const now = new Map(Object.entries(current))
  const then = new Map(Object.entries(before))
  return [...new Set([...now.keys(), ...then.keys()])]
    .filter((name) => now.get(name) !== then.get(name))
    .map((name) => {
      if (!then.has(name)) return `${what}${writtenName(name)} is new`
      return `${what}${writtenName(name)} ${now.has(name) ? "changed" : "is gone"}`
    })
}

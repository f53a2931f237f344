import type { TaskRunName } from "./events.ts"
import { explainFailure, explainMiss, explainStale } from "./explain.ts"
import type { EnginePorts } from "./context.ts"
import type { ElementHistory } from "./elementHistory.ts"
import type { CacheEntry, KeyComponents } from "./ports.ts"

/** What the cache says about a key. */
export type Lookup = { hit: CacheEntry; reason?: undefined } | { hit?: undefined; reason: string }

export interface LookupRequest {
  key: string
  components: KeyComponents
  notebook: string
  name: TaskRunName
  /** Id of the run that asks. */
  run: string
  /** The names that readers need. */
  required: readonly string[]
  /** Milliseconds after which kept results are too old. */
  cacheFor?: number | undefined
  /** Milliseconds since 1970 before which kept results are too old. */
  notBefore?: number | undefined
  /** Where it is an element of a loop's list. */
  element?: { fingerprint: string; history: Pick<ElementHistory, "of"> }
}

/**
 * Looks for kept results that may be used: the key is the same, nothing in the trace has changed, they aren't too old
 * and their bytes are there and sound. Without any, says why.
 */
export async function lookUp(
  ports: Pick<EnginePorts, "store" | "verifier" | "now">,
  request: LookupRequest,
): Promise<Lookup> {
  let reason: string | undefined
  for (const entry of await ports.store.candidates(request.key)) {
    const problem = await problemOf(ports, entry, request)
    if (problem === undefined) return { hit: entry }
    reason ??= problem
  }
  return { reason: reason ?? reasonOfMiss(ports.store, request) }
}

function reasonOfMiss(store: EnginePorts["store"], request: LookupRequest): string {
  const { components, notebook, name, run, element } = request
  const last = element
    ? element.history.of(name.element ?? 0, element.fingerprint)
    : store.latestEntry(notebook, name.task)?.components
  // What is kept of a loop may be of an element that was in this one's place, and says less than this one's own failure.
  const counts = last === undefined || element !== undefined
  const failure = counts ? explainFailure(store.lastEnd(notebook, name, run, element?.fingerprint)) : undefined
  return failure ?? explainMiss(components, last)
}

async function problemOf(
  { store, verifier, now }: Pick<EnginePorts, "store" | "verifier" | "now">,
  entry: CacheEntry,
  { required, cacheFor, notBefore = 0 }: LookupRequest,
): Promise<string | undefined> {
  if (entry.time < notBefore) return "its last results are older than the run that was to have new ones"
  const tooOld = cacheFor === undefined ? undefined : whyTooOld(now() - entry.time, cacheFor)
  if (tooOld !== undefined) return tooOld
  const missing = required.find((name) => !entry.outputs.some((output) => output.name === name))
  if (missing !== undefined) return `its value ${missing} wasn't kept`
  const changed = await verifier.firstChange(entry.trace, entry.time)
  if (changed) return explainStale(changed)
  for (const { name, value } of entry.outputs) {
    if (await store.isIntact(value)) continue
    await store.dropResult(value.hash)
    return `the stored value of ${name} is gone or damaged`
  }
  return undefined
}

/** @param age milliseconds; below zero when the clock was set back since */
function whyTooOld(age: number, cacheFor: number): string | undefined {
  if (age < 0)
    return "its last results are from the future: the clock was set back, so cacheFor says nothing about them"
  return age > cacheFor ? "its last results are older than cacheFor" : undefined
}

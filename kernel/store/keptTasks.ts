import { entryId } from "../flow/entryId.ts"
import type { TaskStateChanged } from "../flow/events.ts"
import type { CacheEntry } from "../flow/ports.ts"
import type { KeptTask } from "../flow/runHistory.ts"
import type { Store } from "./store.ts"

/** What it takes of a store. */
type KeptIn = Pick<Store, "events" | "entriesOf">

/**
 * What is still kept of a run's tasks, whichever run and notebook computed it, in the order in which they ended.
 * @param task only this one
 */
export function* keptTasks(store: KeptIn, run: string, task?: string): Generator<KeptTask> {
  for (const [name, ends] of Map.groupBy(goodEnds(store, run, task), (end) => end.task)) {
    const elements = ends.filter(({ element }) => element !== undefined)
    const isLoop = elements.length > 0
    // A `for=` task is told as a whole, too, and elements end in any order.
    const inOrder = isLoop ? elements.toSorted((one, other) => (one.element ?? 0) - (other.element ?? 0)) : ends
    yield { task: name, isLoop, entries: entriesBehind(store, inOrder) }
  }
}

function* goodEnds(store: KeptIn, run: string, task?: string): Generator<TaskStateChanged> {
  for (const { event } of store.events(run, { types: ["taskStateChanged"], ...(task !== undefined && { task }) })) {
    if (event.type === "taskStateChanged" && (event.state === "completed" || event.state === "cached")) yield event
  }
}

/** The entries of one task's runs; elements may come from several runs, and from a task of another name. */
function entriesBehind(store: KeptIn, ends: readonly TaskStateChanged[]): readonly CacheEntry[] {
  const known = new Map<string, ReadonlyMap<string, CacheEntry>>()
  return ends.flatMap((end) => {
    const run = end.cachedFrom ?? end.run
    const name = end.cachedAs ?? { task: end.task, ...(end.element !== undefined && { element: end.element }) }
    const whole = entryId(run, { task: name.task })
    const entries = known.get(whole) ?? new Map(store.entriesOf(name.task, run).map((entry) => [entry.id, entry]))
    known.set(whole, entries)
    return entries.get(entryId(run, name)) ?? []
  })
}

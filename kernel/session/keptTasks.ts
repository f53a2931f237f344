import { entryId } from "../flow/entryId.ts"
import type { TaskStateChanged } from "../flow/events.ts"
import type { CacheEntry } from "../flow/ports.ts"
import type { Store } from "../store/store.ts"

/** What is kept of a task that ended well in a run. */
export interface KeptTask {
  task: string
  /** Whether it is a `for=` task, whose values are lists. */
  isLoop: boolean
  /** One, or of a `for=` task one for each element, in the list's order; those that are gone are left out. */
  entries: readonly CacheEntry[]
}

/**
 * What is still kept of a run's tasks, whichever run and notebook computed it, in the order in which they ended.
 * @param task only this one
 */
export function* keptTasks(store: Store, run: string, task?: string): Generator<KeptTask> {
  for (const [name, ends] of Map.groupBy(goodEnds(store, run, task), (end) => end.task)) {
    const elements = ends.filter(({ element }) => element !== undefined)
    const isLoop = elements.length > 0
    // A `for=` task is told as a whole, too, and elements end in any order.
    const inOrder = isLoop ? elements.toSorted((one, other) => (one.element ?? 0) - (other.element ?? 0)) : ends
    yield { task: name, isLoop, entries: entriesBehind(store, inOrder) }
  }
}

function* goodEnds(store: Store, run: string, task?: string): Generator<TaskStateChanged> {
  for (const { event } of store.events(run, { types: ["taskStateChanged"], ...(task !== undefined && { task }) })) {
    if (event.type === "taskStateChanged" && (event.state === "completed" || event.state === "cached")) yield event
  }
}

/** The entries of one task's runs; elements may come from several runs, and from a task of another name. */
function entriesBehind(store: Store, ends: readonly TaskStateChanged[]): readonly CacheEntry[] {
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

import type { TaskRunName } from "./events.ts"
import type { CacheEntry } from "./ports.ts"

/** What the cache entry of a task run is called: `RUN/TASK`, and `RUN/TASK/ELEMENT` in a `for=` task. */
export function entryId(run: string, { task, element }: TaskRunName): string {
  return `${run}/${task}${element === undefined ? "" : `/${element}`}`
}

/** The task run that a cache entry is of, as it was called in the flow run that computed it. */
export function entryName({ id, run, task }: Pick<CacheEntry, "id" | "run" | "task">): TaskRunName {
  const prefix = `${run}/${task}/`
  return id.startsWith(prefix) ? { task, element: Number(id.slice(prefix.length)) } : { task }
}

import { shellWord } from "../../shellWord.ts"
import type { StorePlace } from "../stores.ts"

/** Tasks that a line names. */
const maxNamed = 5

/** A task that came from the cache, and the run that computed it. */
export interface CachedTask {
  task: string
  cachedFrom?: string
}

/** Where to find what tasks wrote and made that came from the cache: in the runs that computed them. */
export function earlierOutput(tasks: Iterable<CachedTask>, place: StorePlace): readonly string[] {
  const runs = new Map<string, Set<string>>()
  for (const { task, cachedFrom } of tasks) {
    if (cachedFrom === undefined) continue
    const names = runs.get(cachedFrom) ?? new Set()
    runs.set(cachedFrom, names.add(task))
  }
  return [...runs].map(
    ([run, names]) =>
      `${listed(names)} came from the cache: \`tsnb logs ${run}${placeWords(place)}\` prints what was written then, and \`tsnb show ${run}${placeWords(place)}\` lists the artifacts.`,
  )
}

function listed(names: ReadonlySet<string>): string {
  const named = [...names].slice(0, maxNamed).join(", ")
  return names.size > maxNamed ? `${named} and ${names.size - maxNamed} more` : named
}

function placeWords({ notebook, store }: StorePlace): string {
  const ofNotebook = notebook === undefined ? "" : ` --notebook ${shellWord(notebook)}`
  return ofNotebook + (store === undefined ? "" : ` --store ${shellWord(store)}`)
}

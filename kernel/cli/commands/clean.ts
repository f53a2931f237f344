import type { Cleaned } from "../../store/cleaning.ts"
import { toJson } from "../../store/json.ts"
import { formatBytes } from "../../session/format/bytes.ts"
import { count } from "../../session/format/text.ts"
import { nearestName } from "../../cell/nearest.ts"
import { RequestError } from "../../session/api.ts"
import { outlineFlow } from "../../session/outline.ts"
import { exitCodes, UsageError } from "../exit.ts"
import { shortPath } from "../format/problems.ts"
import { findFile } from "../notebookFile.ts"
import { printLines } from "../output.ts"
import { openToChange, Stores, type StorePlace } from "../stores.ts"

export interface CleanOptions extends StorePlace {
  task?: string
  /** Milliseconds. */
  olderThan?: number
  preview?: boolean
  json?: boolean
}

/** `tsnb clean` */
export async function clean(named: string | undefined, options: CleanOptions): Promise<number> {
  const { task, olderThan, preview = false, json = false } = options
  const notebook = named ?? options.notebook
  const filter = {
    ...(named !== undefined && { notebook: findFile(named) }),
    ...(task !== undefined && { tasks: [task] }),
    ...(olderThan !== undefined && { before: Date.now() - olderThan }),
  }
  using stores = Stores.open({ ...options, ...(notebook !== undefined && { notebook }) }, openToChange)
  if (task !== undefined) await checkTask(stores, task, filter.notebook)
  const cleaned = stores.all.map((store) => (preview ? store.previewClean(filter) : store.clean(filter)))
  const all = sum(cleaned)
  if (json) printLines([toJson(all)])
  else if (!stores.areUnreadable) printLines(lines(all, preview))
  return stores.areUnreadable ? exitCodes.failed : exitCodes.completed
}

/** A slip of the pen would otherwise look like a task of which nothing is kept. */
async function checkTask(stores: Stores, task: string, notebook: string | undefined): Promise<void> {
  const kept = stores.all.flatMap((store) => store.keptTasks(notebook))
  if (kept.includes(task)) return
  const notebooks = notebook === undefined ? (await stores.runs({ each: 1 })).map((run) => run.notebook) : [notebook]
  const names = new Set(kept)
  for (const file of new Set(notebooks)) for (const name of await tasksNow(file)) names.add(name)
  if (names.has(task)) return
  const nearest = nearestName(task, [...names])
  const known = names.size === 0 ? "" : ` There are: ${[...names].join(", ")}.`
  const where = notebook === undefined ? "" : ` in ${shortPath(notebook)}`
  const advice = nearest === undefined ? known : ` Did you mean '${nearest}'?`
  throw new UsageError(`There is no task '${task}'${where}.${advice}`)
}

/** The tasks of a notebook as it stands; none, when it isn't there any more or can't be read. */
async function tasksNow(notebook: string): Promise<readonly string[]> {
  try {
    return (await outlineFlow({ notebook })).tasks.map(({ name }) => name)
  } catch (error) {
    if (error instanceof RequestError) return []
    throw error
  }
}

function sum(parts: readonly Cleaned[]): Cleaned {
  const total = { entries: 0, pinned: 0, results: 0, bytes: 0, going: 0 }
  for (const { entries, pinned, results, bytes, going } of parts) {
    total.entries += entries
    total.pinned += pinned
    total.results += results
    total.bytes += bytes
    total.going += going
  }
  return total
}

function lines({ entries, pinned, results, bytes, going }: Cleaned, preview: boolean): string[] {
  const what = `${count(entries, "kept task")}, ${count(results, "result")} (${formatBytes(bytes)})`
  return [
    `${preview ? "Would remove" : "Removed"} ${what}`,
    ...(pinned === 0 ? [] : [`${count(pinned, "kept task")} of pinned runs ${preview ? "would stay" : "stayed"}`]),
    ...(going === 0
      ? []
      : [`${count(going, "run")} still running: the files of the results stay. Clean again later to free the space`]),
  ]
}

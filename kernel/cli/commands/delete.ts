import type { RunRow } from "../../flow/ports.ts"
import { exitCodes, UsageError } from "../exit.ts"
import { findFile } from "../notebookFile.ts"
import { printLines } from "../output.ts"
import { isNotebook, openToChange, Stores, type StorePlace } from "../stores.ts"

export interface DeleteOptions extends StorePlace {
  /** Milliseconds. */
  olderThan?: number
  /** How many runs of each notebook stay. */
  keep?: number
  preview?: boolean
}

/** `tsnb delete` */
export async function deleteRuns(named: readonly string[], options: DeleteOptions): Promise<number> {
  const notebooks = named.filter(isNotebook)
  const ids = named.filter((word) => !isNotebook(word))
  const isSelection = options.olderThan !== undefined || options.keep !== undefined
  if (isSelection && ids.length > 0)
    throw new UsageError("Name runs, or say which ones with --older-than and --keep; not both.")
  if (!isSelection && (ids.length === 0 || notebooks.length > 0))
    throw new UsageError("Name the runs to delete, or say which ones with --older-than DURATION or --keep NUMBER.")
  if (notebooks.length > 1) throw new UsageError("Name one notebook, or none for all.")
  const notebook = notebooks[0] ?? options.notebook
  using stores = Stores.open({ ...options, ...(notebook !== undefined && { notebook }) }, openToChange)
  const file = notebook === undefined ? undefined : findFile(notebook)
  // All are looked for before any is deleted, so that a slip of the pen deletes nothing.
  const found = await Promise.all(ids.map((id) => stores.find(id)))
  const deleted: string[] = []
  for (const store of stores.all) {
    const runs = isSelection
      ? selected(store.runs({ topLevel: true, ...(file !== undefined && { notebook: file }) }), options, Date.now())
      : found.filter((one) => one.store === store).map(({ run }) => run)
    for (const run of runs) deleted.push(...(options.preview ? [run.id] : store.deleteRun(run.id)))
  }
  printLines(deleted.map((id) => `${options.preview ? "Would delete" : "Deleted"} ${id}`))
  if (deleted.length === 0 && !stores.areUnreadable) printLines(["No run is to be deleted."])
  return stores.areUnreadable ? exitCodes.failed : exitCodes.completed
}

/** Runs that have ended, are old enough, and neither pinned nor among the latest of their notebook that stay. */
function selected(newestFirst: readonly RunRow[], { olderThan = 0, keep = 0 }: DeleteOptions, now: number): RunRow[] {
  const seen = new Map<string, number>()
  return newestFirst.filter(({ notebook, startedAt, endedAt, isPinned }) => {
    const place = seen.get(notebook) ?? 0
    seen.set(notebook, place + 1)
    return place >= keep && !isPinned && endedAt !== undefined && startedAt <= now - olderThan
  })
}

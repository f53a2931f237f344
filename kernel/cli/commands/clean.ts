import type { Cleaned } from "../../store/cleaning.ts"
import { toJson } from "../../store/json.ts"
import { formatBytes } from "../../session/format/bytes.ts"
import { count } from "../../session/format/text.ts"
import { exitCodes } from "../exit.ts"
import { findNotebook } from "../notebookFile.ts"
import { printLines } from "../output.ts"
import { Stores, type StorePlace } from "../stores.ts"

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
    ...(named !== undefined && { notebook: findNotebook(named) }),
    ...(task !== undefined && { tasks: [task] }),
    ...(olderThan !== undefined && { before: Date.now() - olderThan }),
  }
  using stores = Stores.open({ ...options, ...(notebook !== undefined && { notebook }) })
  const cleaned = stores.all.map((store) => (preview ? store.previewClean(filter) : store.clean(filter)))
  const all = sum(cleaned)
  printLines(json ? [toJson(all)] : lines(all, preview))
  return exitCodes.completed
}

function sum(parts: readonly Cleaned[]): Cleaned {
  const total = { entries: 0, results: 0, bytes: 0, going: 0 }
  for (const { entries, results, bytes, going } of parts) {
    total.entries += entries
    total.results += results
    total.bytes += bytes
    total.going += going
  }
  return total
}

function lines({ entries, results, bytes, going }: Cleaned, preview: boolean): string[] {
  const what = `${count(entries, "kept task")}, ${count(results, "result")} (${formatBytes(bytes)})`
  return [
    `${preview ? "Would remove" : "Removed"} ${what}`,
    ...(going === 0
      ? []
      : [`${count(going, "run")} still ${going === 1 ? "goes" : "go"} on: results stay until a later clean`]),
  ]
}

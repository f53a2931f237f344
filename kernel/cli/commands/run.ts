import { findNotebook } from "../notebookFile.ts"
import { placeStore } from "../../store/places.ts"
import { runAndReport } from "../runAndReport.ts"

export interface RunOptions {
  parameter?: Readonly<Record<string, string>>
  fresh?: boolean
  only?: readonly string[]
  from?: string
  concurrency?: number
  json?: boolean
  quiet?: boolean
  /** Folder of the store, where it isn't to be beside the notebook. */
  store?: string
}

/** `tsnb run` */
export async function run(notebook: string, options: RunOptions): Promise<number> {
  const { parameter = {}, json = false, quiet = false, store, ...request } = options
  if (store !== undefined) placeStore(store)
  return runAndReport({ ...request, notebook: findNotebook(notebook), parameters: parameter }, { json, quiet })
}

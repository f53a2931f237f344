import { findNotebook } from "../notebookFile.ts"
import { runAndReport } from "../runAndReport.ts"

export interface RunOptions {
  parameter?: Readonly<Record<string, string>>
  fresh?: boolean
  only?: readonly string[]
  from?: string
  concurrency?: number
  json?: boolean
}

/** `tsnb run` */
export async function run(notebook: string, options: RunOptions): Promise<number> {
  const { parameter = {}, json = false, ...request } = options
  return runAndReport({ ...request, notebook: findNotebook(notebook), parameters: parameter }, json)
}

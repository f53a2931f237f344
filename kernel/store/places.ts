import { existsSync } from "node:fs"
import { join } from "node:path"

/** Where the store of the notebooks in a folder is. */
export function storeFolder(notebookFolder: string): string {
  return join(notebookFolder, ".tsnb")
}

/** Where the result files of the notebooks in a folder are. */
export function resultsFolder(notebookFolder: string): string {
  return join(storeFolder(notebookFolder), "results")
}

/** The file with the run history of the notebooks in a folder. */
export function storeFile(notebookFolder: string): string {
  return join(storeFolder(notebookFolder), "store.db")
}

/** Whether anything was ever run in a folder, and is still remembered. */
export function hasStore(notebookFolder: string): boolean {
  return existsSync(storeFile(notebookFolder))
}

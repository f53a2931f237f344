import { join } from "node:path"

/** Where the store of the notebooks in a folder is. */
export function storeFolder(notebookFolder: string): string {
  return join(notebookFolder, ".tsnb")
}

/** Where the result files of the notebooks in a folder are. */
export function resultsFolder(notebookFolder: string): string {
  return join(storeFolder(notebookFolder), "results")
}

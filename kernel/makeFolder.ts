import { mkdirSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"

/**
 * Makes a folder, and those that it is to be in. Node's own way of doing so never ends where the system refuses a folder as
 * one that isn't there, as below `/proc`.
 * @param mode of the folders that are made
 * @throws the file system's own error when one can't be made
 */
export function makeFolder(path: string, mode?: number): void {
  for (const folder of missingFolders(resolve(path))) {
    try {
      mkdirSync(folder, { mode })
    } catch (error) {
      // Another process may have made it meanwhile.
      if (!isFolder(folder)) throw error
    }
  }
}

/** From the outermost. */
function missingFolders(path: string): readonly string[] {
  if (isFolder(path)) return []
  const outer = dirname(path)
  return outer === path ? [path] : [...missingFolders(outer), path]
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

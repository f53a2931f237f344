import { chmodSync, lstatSync, type Stats } from "node:fs"
import { StoreElsewhereError } from "./errors.ts"

/** Rights of files and folders that are their user's alone. */
export const privateFile = 0o600
export const privateFolder = 0o700

/** The rights of everybody else. */
const others = 0o077

/**
 * Takes everybody else's rights to files and folders away, as far as they are there and the user's own. Windows keeps
 * rights by other means: there the folder's own count.
 */
export function makePrivate(paths: readonly string[]): void {
  const user = process.getuid?.()
  for (const path of paths) {
    const found = statusOf(path)
    if (!found || found.uid !== user || (found.mode & others) === 0) continue
    try {
      chmodSync(path, found.mode & 0o777 & ~others)
    } catch (error) {
      // Gone meanwhile, or on a disk that is read-only or knows no rights: nothing can be done, and nothing is worse for it.
      if (!(error instanceof Error && "code" in error)) throw error
    }
  }
}

/**
 * Refuses links and what else isn't a plain file or folder: nothing outside the store is to be written for it.
 * @throws {StoreElsewhereError} naming the first
 */
export function refuseLinks(paths: readonly string[], expected: "file" | "folder"): void {
  for (const path of paths) {
    const found = statusOf(path)
    const isFit = expected === "file" ? found?.isFile() : found?.isDirectory()
    if (found && !isFit) throw new StoreElsewhereError(path, expected)
  }
}

function statusOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false })
}

import { enableCompileCache, flushCompileCache } from "node:module"
import { join } from "node:path"
import { userCacheFolder } from "./userFolders.ts"
import { makeFolder } from "./makeFolder.ts"

/** Milliseconds after the start: by then a program has loaded what it needs, and the first cell isn't held up. */
const keptAfter = 1_000

/**
 * Has Node keep compiled what is imported from here on, for the next start. It does so in a folder of the user's own: in
 * the one that Node takes by itself, in the machine's folder for temporary files, somebody else could leave code to be run.
 */
export function keepCompiled(): void {
  const folder = cacheFolder()
  if (folder === undefined) return
  enableCompileCache(folder)
  // Node writes it when a program ends by itself. Kernels and sessions are often killed.
  setTimeout(flushCompileCache, keptAfter).unref()
}

/** Undefined for a user without a home, or with one that can't be written: programs start slower for them, and do start. */
function cacheFolder(): string | undefined {
  try {
    const folder = join(userCacheFolder(), "compiled")
    makeFolder(folder)
    return folder
  } catch {
    // The system knows no home of theirs, or lets nothing be made in it.
    return undefined
  }
}

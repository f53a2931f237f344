import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from "node:fs"
import { StoreDamagedError, StoreUnwritableError } from "./errors.ts"

/** A lock file older than this, in milliseconds, was left by a process that died. */
const staleAfter = 30_000

/**
 * Renames a damaged database, so that a new one can take its place. Of several processes that find the damage at the
 * same time one does it; the others must not move the new database away.
 *
 * @param isSound looks again, once no other process can be in the middle of this
 * @returns the new name, or undefined when there was nothing to do (any more): open again
 * @throws {StoreDamagedError} when it can't be renamed
 */
export function setAside(file: string, isIntact: () => boolean): string | undefined {
  const lock = `${file}.repair`
  if (!acquire(lock)) return undefined
  try {
    if (isIntact()) return undefined
    const moved = `${file}.corrupt-${new Date().toISOString().replaceAll(":", "-")}`
    // The log first: a new database must never meet the old one's log, and take over its pages.
    for (const suffix of ["-journal", "-wal", "-shm", ""]) {
      if (existsSync(file + suffix)) renameSync(file + suffix, moved + suffix)
    }
    return moved
  } catch (error) {
    throw new StoreDamagedError(file, `it can't be set aside (${String(error)})`, { cause: error })
  } finally {
    rmSync(lock, { force: true })
  }
}

function acquire(lock: string): boolean {
  try {
    closeSync(openSync(lock, "wx"))
    return true
  } catch (error) {
    // EPERM is Windows' answer for a file that another process is about to remove.
    if (!(error instanceof Error && "code" in error)) throw error
    if (error.code !== "EEXIST" && error.code !== "EPERM") throw new StoreUnwritableError(lock, error)
  }
  const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
  if (age > staleAfter) rmSync(lock, { force: true })
  return false
}

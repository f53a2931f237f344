import { readdirSync, readFileSync, readlinkSync } from "node:fs"
import { join } from "node:path"

/**
 * The processes that work in a folder, as those do that run a notebook's code, whether they have begun or are still
 * starting. Only Linux says: none elsewhere. One that has ended and waits for its parent works nowhere any more.
 * @param folder absolute path, without links
 * @returns their ids
 */
export function processesIn(folder: string): readonly number[] {
  if (process.platform !== "linux") return []
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name))
  return ids.filter((id) => workingFolder(id) === folder).map(Number)
}

function workingFolder(id: string): string | undefined {
  try {
    return readlinkSync(join("/proc", id, "cwd"))
  } catch {
    // It has ended, or is somebody else's.
    return undefined
  }
}

/** Whether a process runs a notebook's code: as a worker, or for plain cells. Only Linux says. */
export function runsCells(id: number): boolean {
  try {
    return /\0[^\0]*\bruntime\/(?:process|live\/main)\.[jt]s\0/.test(
      readFileSync(join("/proc", String(id), "cmdline"), "utf8"),
    )
  } catch {
    // It has ended.
    return false
  }
}

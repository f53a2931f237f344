import { mkdir, readdir, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"

/** Windows refuses to replace a file while somebody reads it. */
const attempts = 50
const pause = 100
const inUse: ReadonlySet<unknown> = new Set(["EPERM", "EACCES", "EBUSY"])

/**
 * Moves the files of a folder to another, in the place of those that are there, and removes what else is there. Each file is
 * there at any moment, old or new, so that programs which start meanwhile find all of theirs.
 * @param from on the same disk; it is removed
 * @param stays says of a file's path in the folder that it isn't to be removed
 * @throws when a file can't be moved, such as one that another program has held for seconds
 */
export async function replaceFiles(from: string, to: string, stays: (path: string) => boolean): Promise<void> {
  const files = (await filesIn(from)).toSorted((one, other) => rank(one) - rank(other))
  for (const file of files) {
    await mkdir(dirname(join(to, file)), { recursive: true })
    await moveFile(join(from, file), join(to, file))
  }
  const moved = new Set(files)
  for (const file of await filesIn(to)) if (!moved.has(file) && !stays(file)) await rm(join(to, file), { force: true })
  await removeEmpty(to)
  await rm(from, { recursive: true, force: true })
}

/** Chunks, named by their content, come before the programs that load them. */
function rank(path: string): number {
  return /-[A-Z0-9]{8}\.js$/.test(path) ? 0 : 1
}

async function filesIn(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => !entry.isDirectory())
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

async function removeEmpty(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const inside = join(folder, entry.name)
    await removeEmpty(inside)
    if ((await readdir(inside)).length === 0) await rm(inside, { recursive: true })
  }
}

async function moveFile(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to)
    } catch (error) {
      const mayPass = error instanceof Error && "code" in error && inUse.has(error.code)
      if (!mayPass || attempt === attempts) throw error
      await wait(pause)
    }
  }
}

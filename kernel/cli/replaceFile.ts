import { randomUUID } from "node:crypto"
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

/** Writes a file whole or not at all, in place of one that is there. Its permissions stay. */
export function replaceFile(target: string, text: string): void {
  // Whatever the file's own name is, this one isn't too long.
  const partial = join(dirname(target), `.${randomUUID()}.partial`)
  try {
    writeFileSync(partial, text, { flush: true, mode: statSync(target, { throwIfNoEntry: false })?.mode })
    renameSync(partial, target)
  } finally {
    rmSync(partial, { force: true })
  }
}

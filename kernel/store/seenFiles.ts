import { lstatSync } from "node:fs"
import type { Database, Statement } from "better-sqlite3"
import type { ValueReference } from "../model/valueReference.ts"
import { ResultDamagedError } from "../runtime/value/errors.ts"
import type { ResultFolder } from "../runtime/value/resultFolder.ts"

/**
 * What files of results looked like when their bytes were last known to be right. As long as a file looks the same, nobody
 * has written to it, and a look-up needn't read all of it; whoever uses the result still checks its hash.
 */
export class SeenFiles {
  readonly #folder: ResultFolder
  readonly #get: Statement<[string], { seen: string | null }>
  readonly #set: Statement<[string, string]>

  constructor(database: Database, folder: ResultFolder) {
    this.#folder = folder
    this.#get = database.prepare("SELECT seen FROM results WHERE hash = ?")
    this.#set = database.prepare("UPDATE results SET seen = ? WHERE hash = ?")
  }

  /** Whether the result's file looks as it did. */
  isUnchanged({ hash, packedSize }: ValueReference): boolean {
    const look = this.#lookOf(hash, packedSize)
    return look !== undefined && this.#get.get(hash)?.seen === look
  }

  /** Takes note of how a file looks whose bytes are right. To be called where a row of the result may be written. */
  note({ hash, packedSize }: ValueReference): void {
    const look = this.#lookOf(hash, packedSize)
    if (look !== undefined) this.#set.run(look, hash)
  }

  /** Size, times and number of a file: to write to it changes the time of its last change, which nobody can set. */
  #lookOf(hash: string, size: number): string | undefined {
    try {
      const found = lstatSync(this.#folder.pathOf(hash), { bigint: true, throwIfNoEntry: false })
      if (!found?.isFile() || found.size !== BigInt(size)) return undefined
      return [found.size, found.mtimeNs, found.ctimeNs, found.ino].join(" ")
    } catch (error) {
      // A link in the place of a folder, or a hash that is none: the closer look tells what to do.
      if (error instanceof ResultDamagedError || (error instanceof Error && "code" in error)) return undefined
      throw error
    }
  }
}

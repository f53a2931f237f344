import { lstatSync, readdirSync, rmSync, type Stats } from "node:fs"
import { join } from "node:path"
import type { Database, Statement } from "better-sqlite3"
import type { NotebookPaths } from "./notebookPaths.ts"

/** Which kept results to remove; all when it says nothing. */
export interface CleanFilter {
  /** Absolute path: only this notebook's. */
  notebook?: string
  /** Only these tasks'. */
  tasks?: readonly string[]
  /** Only what was kept before this time, in milliseconds since 1970. */
  before?: number
}

/** What was removed, or would be. */
export interface Cleaned {
  /** Times that a task was kept: none of these comes from the cache any more. */
  entries: number
  /** Results that nothing else refers to. */
  results: number
  /** Their size. */
  bytes: number
  /** Runs that go on: as long as one does, all results stay, since it may be about to read them. */
  going: number
}

/** How many results are removed while other processes wait. */
const batchSize = 200
/** How long a file that no row names may be about to get one, in milliseconds. */
const fileGrace = 3_600_000
const resultFile = /^[0-9a-f]{64}$/
/** A result's file that is being written. */
const partialFile = /^\.[0-9a-f-]{36}\.tmp$/

const chosen = `(:notebook IS NULL OR notebook = :notebook) AND (:before IS NULL OR time < :before)
  AND (:tasks IS NULL OR task IN (SELECT value FROM json_each(:tasks)))`
/** An entry that can't be read is a miss, and refers to nothing. */
const referredBy = (entries: string): string =>
  `SELECT json_extract(output.value, '$[1]')
   FROM entries, json_each(CASE WHEN json_valid(entries.outputs) THEN entries.outputs ELSE '[]' END) AS output
   WHERE ${entries}`

/** Removes kept results, and what nothing refers to any more. */
export class Cleaning {
  readonly #results: string
  readonly #paths: NotebookPaths
  readonly #count: Statement<[object], { entries: number }>
  readonly #measure: Statement<[object], { results: number; bytes: number | null }>
  readonly #forget: Statement<[object]>
  readonly #going: Statement<[], { going: number }>
  readonly #orphans: Statement<[], { hash: string; packed_size: number }>
  readonly #remove: Statement<[string]>
  readonly #has: Statement<[string]>

  /** @param results absolute path of the folder with the results' files */
  constructor(database: Database, paths: NotebookPaths, results: string) {
    this.#results = results
    this.#paths = paths
    this.#count = database.prepare(`SELECT count(*) AS entries FROM entries WHERE ${chosen}`)
    this.#measure = database.prepare(
      `SELECT count(*) AS results, sum(packed_size) AS bytes FROM results
       WHERE hash NOT IN (${referredBy(`NOT (${chosen})`)})`,
    )
    this.#forget = database.prepare(`DELETE FROM entries WHERE ${chosen}`)
    this.#going = database.prepare("SELECT count(*) AS going FROM runs WHERE ended_at IS NULL")
    this.#orphans = database.prepare(
      `SELECT hash, packed_size FROM results WHERE hash NOT IN (${referredBy("TRUE")}) LIMIT ${batchSize}`,
    )
    this.#remove = database.prepare("DELETE FROM results WHERE hash = ?")
    this.#has = database.prepare("SELECT 1 FROM results WHERE hash = ?")
  }

  /** What would be removed. */
  preview(filter: CleanFilter): Cleaned {
    const values = this.#valuesOf(filter)
    const { results, bytes } = this.#measure.get(values) ?? { results: 0, bytes: null }
    return { entries: this.#count.get(values)?.entries ?? 0, results, bytes: bytes ?? 0, going: this.#runsGoing() }
  }

  /** Has tasks run anew: their results stay until `sweep`. @returns how many times a task was kept */
  forget(filter: CleanFilter): number {
    return this.#forget.run(this.#valuesOf(filter)).changes
  }

  /**
   * Removes some results that nothing refers to, with their files. To be called in a write transaction, so that no run can
   * begin meanwhile.
   */
  sweep(): Omit<Cleaned, "entries"> {
    const going = this.#runsGoing()
    const orphans = going > 0 ? [] : this.#orphans.all()
    for (const { hash } of orphans) {
      this.#remove.run(hash)
      const file = join(this.#results, hash.slice(0, 2), hash)
      // The store may be somebody else's, and what it calls a hash could lead to any file of this machine.
      if (resultFile.test(hash) && fileAt(file)) rmSync(file, { force: true })
    }
    return { results: orphans.length, bytes: orphans.reduce((sum, orphan) => sum + orphan.packed_size, 0), going }
  }

  /** Removes files of processes that died before they could tell of them. To be called in a write transaction, too. */
  sweepFiles(now: number): void {
    if (this.#runsGoing() > 0) return
    for (const folder of namesIn(this.#results)) {
      for (const name of namesIn(join(this.#results, folder))) {
        if (!resultFile.test(name) && !partialFile.test(name)) continue
        const file = join(this.#results, folder, name)
        const modified = fileAt(file)?.mtimeMs ?? now
        if (modified < now - fileGrace && !this.#has.get(name)) rmSync(file, { force: true })
      }
    }
  }

  #runsGoing(): number {
    return this.#going.get()?.going ?? 0
  }

  #valuesOf({ notebook, tasks, before }: CleanFilter) {
    return {
      notebook: notebook === undefined ? null : this.#paths.toStored(notebook),
      tasks: tasks === undefined ? null : JSON.stringify(tasks),
      before: before ?? null,
    }
  }
}

/** Links aren't followed: what they lead to is no result of this store. */
function namesIn(folder: string): readonly string[] {
  return lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : []
}

function fileAt(path: string): Stats | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found?.isFile() ? found : undefined
}

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
  /** Times that stay, since a pinned run computed them or took them from the cache. */
  pinned: number
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

/** Pinned runs with those of their subflows, and the runs whose results they took from the cache. */
const pinnedRuns = `WITH RECURSIVE pinned (id) AS (
    SELECT id FROM runs WHERE pinned = 1 UNION SELECT runs.id FROM runs JOIN pinned ON runs.parent = pinned.id)
  SELECT id FROM pinned UNION
  SELECT json_extract(body, '$.cachedFrom') FROM events
  WHERE run IN pinned AND type = 'taskStateChanged' AND json_valid(body) AND json_extract(body, '$.cachedFrom') IS NOT NULL`
const asked = `(:notebook IS NULL OR notebook = :notebook) AND (:before IS NULL OR time < :before)
  AND (:tasks IS NULL OR task IN (SELECT value FROM json_each(:tasks)))`
const chosen = `${asked} AND run NOT IN (${pinnedRuns})`
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
  readonly #countPinned: Statement<[object], { pinned: number }>
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
    this.#countPinned = database.prepare(
      `SELECT count(*) AS pinned FROM entries WHERE ${asked} AND run IN (${pinnedRuns})`,
    )
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
    const entries = this.#count.get(values)?.entries ?? 0
    return { entries, pinned: this.#pinned(values), results, bytes: bytes ?? 0, going: this.#runsGoing() }
  }

  /** Has tasks run anew: their results stay until `sweep`. */
  forget(filter: CleanFilter): Pick<Cleaned, "entries" | "pinned"> {
    const values = this.#valuesOf(filter)
    return { pinned: this.#pinned(values), entries: this.#forget.run(values).changes }
  }

  /**
   * Removes some results that nothing refers to, with their files. To be called in a write transaction, so that no run can
   * begin meanwhile.
   */
  sweep(): Omit<Cleaned, "entries" | "pinned"> {
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

  #pinned(values: object): number {
    return this.#countPinned.get(values)?.pinned ?? 0
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

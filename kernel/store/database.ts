import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import Database from "better-sqlite3"
import { StoreUnwritableError } from "./errors.ts"
import { storeFolder } from "./places.ts"
import { checkVersion, migrate } from "./schema.ts"
import { setAside } from "./setAside.ts"
import { busyTimeout, explainSqliteError, isBusy, isDamaged } from "./sqliteErrors.ts"
import { asError } from "../errorMessage.ts"
import { isOutOfFiles, OpenFilesError } from "../openFiles.ts"

export interface OpenDatabase {
  database: Database.Database
  /** Absolute path. */
  file: string
  /** What people should know about the opening, such as a damaged store that was set aside. */
  warnings: readonly string[]
}

/**
 * Opens `.tsnb/store.db` in a folder, making and migrating it as needed. A file that isn't a sound database is set
 * aside and a new one begun: a damaged cache must not keep a nightly run from happening.
 *
 * @throws {StoreUnwritableError} when the folder isn't there or can't be written
 * @throws {StoreVersionError} when a newer tsnb wrote the store
 * @throws {StoreBusyError} when another process keeps the store locked
 */
export function openDatabase(notebookFolder: string): OpenDatabase {
  const folder = storeFolder(notebookFolder)
  const file = join(folder, "store.db")
  makeFolder(folder)
  const warnings: string[] = []
  const giveUpAt = performance.now() + busyTimeout
  for (;;) {
    try {
      return { database: connect(file), file, warnings }
    } catch (error) {
      const triable = performance.now() < giveUpAt
      if (!triable || !(isDamaged(error) || isBusy(error))) throw explainSqliteError(error, file)
      const moved = isDamaged(error) ? setAside(file, () => !seemsDamaged(file)) : undefined
      if (moved) warnings.push(`The store ${file} was damaged. It is kept as ${moved}, and a new one was begun.`)
      else pause(5 + Math.random() * 20)
    }
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw notMade(folder, error)
  }
  try {
    writeFileSync(join(folder, ".gitignore"), "*\n", { flag: "wx" })
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw notMade(folder, error)
  }
}

function notMade(folder: string, error: unknown): Error {
  return isOutOfFiles(error)
    ? new OpenFilesError(`Can't open ${folder}`, error)
    : new StoreUnwritableError(folder, asError(error))
}

function connect(file: string): Database.Database {
  const database = new Database(file, { timeout: busyTimeout })
  try {
    checkVersion(database)
    // Tasks write little, here and there: halving the pages saves a sixth of the cost. Only a new file takes note.
    database.pragma("page_size = 2048")
    // Switching takes an exclusive lock, so a store that is in this mode already isn't asked again.
    if (database.pragma("journal_mode", { simple: true }) !== "wal") database.pragma("journal_mode = WAL")
    // Commits survive the death of any process; only a power cut may take the last ones, and never leaves a torn file.
    database.pragma("synchronous = NORMAL")
    database.pragma("foreign_keys = ON")
    database.pragma("cache_size = -16000")
    // The default, an eighth as long a log, copies and syncs eight times as often, and each time holds up what is recorded.
    database.pragma("wal_autocheckpoint = 16000")
    database.pragma("journal_size_limit = 33554432")
    migrate(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function seemsDamaged(file: string): boolean {
  try {
    connect(file).close()
    return false
  } catch (error) {
    // Whatever else is wrong with it shows, and is explained, when it is opened again.
    return isDamaged(error)
  }
}

/** Blocks this thread: opening a store is synchronous, and so is SQLite's own waiting. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code
}

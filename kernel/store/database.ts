import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import Database from "better-sqlite3"
import { StoreForeignError, StoreUnwritableError } from "./errors.ts"
import { journalFile, refuseForeignJournal } from "./journal.ts"
import { placedStore } from "./places.ts"
import { makePrivate, privateFile, privateFolder, refuseLinks } from "./privacy.ts"
import { checkSchema, checkVersion, migrate } from "./schema.ts"
import { keyFile, storeKey, type StoreKey } from "./storeKey.ts"
import { setAside } from "./setAside.ts"
import { busyTimeout, explainSqliteError, isBusy, isDamaged } from "./sqliteErrors.ts"
import { asError, errorMessage } from "../errorMessage.ts"
import { makeFolder } from "../makeFolder.ts"
import { isOutOfFiles, OpenFilesError } from "../openFiles.ts"

export interface OpenDatabase {
  database: Database.Database
  /** Absolute path. */
  file: string
  key: StoreKey
  /** Whether the key was made just now: what an older version kept isn't under it. */
  isNewKey: boolean
  /** What people should know about the opening, such as a damaged store that was set aside. */
  warnings: readonly string[]
}

/**
 * Opens `store.db` in a store's folder, making and migrating it as needed. A file that isn't a sound database of tsnb's own making
 * is set aside and a new one begun: a damaged cache must not keep a nightly run from happening. What was run is the user's
 * alone, as far as the user owns the files.
 *
 * @throws {StoreElsewhereError} when a link leads out of the folder
 * @throws {StoreUnwritableError} when the folder isn't there or can't be written
 * @throws {StoreVersionError} when a newer tsnb wrote the store
 * @throws {StoreBusyError} when another process keeps the store locked
 */
export function openDatabase(folder: string): OpenDatabase {
  const file = join(folder, "store.db")
  const files = [file, `${file}-wal`, `${file}-shm`, journalFile(file)]
  makeStoreFolder(folder)
  refuseLinks([join(folder, "results")], "folder")
  refuseLinks([...files, keyFile(folder)], "file")
  begin(file)
  makePrivate([folder, join(folder, "results"), keyFile(folder), ...files])
  const { key, isNew: isNewKey } = storeKey(folder)
  const warnings: string[] = []
  const giveUpAt = performance.now() + busyTimeout
  for (;;) {
    try {
      return { database: connect(file), file, key, isNewKey, warnings }
    } catch (error) {
      const triable = performance.now() < giveUpAt
      if (!triable || !(isUnusable(error) || isBusy(error))) throw explainSqliteError(error, file)
      const moved = isUnusable(error) ? setAside(file, () => !seemsUnusable(file)) : undefined
      if (moved) {
        warnings.push(asideNote(file, moved, error))
        begin(file)
      } else pause(5 + Math.random() * 20)
    }
  }
}

/**
 * Sets aside a database in which damage was met, unless a sound one is in its place by now. All of this process that have it
 * open must have closed it.
 * @returns what people should know; undefined when nothing was done
 * @throws {StoreDamagedError} when it can't be renamed
 */
export function setAsideDamaged(file: string, error: unknown): string | undefined {
  const moved = setAside(file, () => isIntact(file))
  if (moved !== undefined) return asideNote(file, moved, error)
  // Another process may be about to do so.
  pause(50)
  return undefined
}

/** Looks at every page: takes long with a large database. */
function isIntact(file: string): boolean {
  try {
    const database = connect(file)
    try {
      return database.pragma("integrity_check(1)", { simple: true }) === "ok"
    } finally {
      database.close()
    }
  } catch (error) {
    return !isUnusable(error)
  }
}

function asideNote(file: string, moved: string, error: unknown): string {
  const isForeign = error instanceof StoreForeignError
  const kept = `It is kept as ${moved}, and a new one was begun`
  return isForeign
    ? `${error.message} ${kept}.`
    : `The store ${file} was damaged. ${kept} (SQLite says: ${errorMessage(error)}).`
}

/** Whether the file is of no use as it is: damaged, or not of tsnb's making. */
function isUnusable(error: unknown): boolean {
  return error instanceof StoreForeignError || isDamaged(error)
}

/** SQLite gives a new file the rights that everybody's new files get, and its log those of the file. */
function begin(file: string): void {
  try {
    closeSync(openSync(file, "ax", privateFile))
  } catch (error) {
    // It is there, or SQLite will tell why it can't be.
    if (!(error instanceof Error && "code" in error)) throw error
  }
}

function makeStoreFolder(folder: string): void {
  refuseLinks([folder], "folder")
  try {
    // Whoever says where the store is to be has no need to make the folders before.
    if (folder === placedStore()) makeFolder(folder, privateFolder)
    else mkdirSync(folder, { mode: privateFolder })
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
  refuseForeignJournal(file)
  const database = new Database(file, { timeout: busyTimeout })
  try {
    // The file may be somebody else's work: no function and no table of its schema is to run anything, and what looks wrong is an error.
    database.pragma("trusted_schema = OFF")
    database.pragma("cell_size_check = ON")
    database.pragma("mmap_size = 0")
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
    checkSchema(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function seemsUnusable(file: string): boolean {
  try {
    connect(file).close()
    return false
  } catch (error) {
    // Whatever else is wrong with it shows, and is explained, when it is opened again.
    return isUnusable(error)
  }
}

/** Blocks this thread: opening a store is synchronous, and so is SQLite's own waiting. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code
}

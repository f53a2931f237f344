import type { Database, Transaction } from "better-sqlite3"
import { ResultFolder } from "../runtime/value/resultFolder.ts"
import { CacheTable } from "./cacheTable.ts"
import { CellTable } from "./cellTable.ts"
import { Cleaning } from "./cleaning.ts"
import { openDatabase } from "./database.ts"
import { EventTable } from "./eventTable.ts"
import { NotebookPaths } from "./notebookPaths.ts"
import { placedStoreOf, resultsFolder } from "./places.ts"
import { RunTable } from "./runTable.ts"
import { SealedTraces } from "./sealedTrace.ts"
import { SeenFiles } from "./seenFiles.ts"
import type { StoreKey } from "./storeKey.ts"

/** A store's database with its tables. */
export interface Tables {
  database: Database
  transaction: Transaction<(action: () => unknown) => unknown>
  runs: RunTable
  events: EventTable
  cache: CacheTable
  cells: CellTable
  seen: SeenFiles
  cleaning: Cleaning
}

export interface OpenedTables {
  tables: Tables
  /** Absolute path of the database. */
  file: string
  key: StoreKey
  /** Whether the key was made just now: what an older version kept isn't under it. */
  isNewKey: boolean
  warnings: readonly string[]
}

/**
 * Opens the tables of a store.
 * @param folder absolute path of the notebooks' folder
 * @param place absolute path of the store's own folder
 * @param wait how long each reading or writing waits for other processes, in milliseconds
 */
export function openTables(folder: string, place: string, wait: number): OpenedTables {
  const { database, key, ...opened } = openDatabase(place)
  const results = resultsFolder(folder)
  const paths = new NotebookPaths(folder, placedStoreOf(folder) !== undefined)
  database.pragma(`busy_timeout = ${wait}`)
  const tables = {
    database,
    transaction: database.transaction((action: () => unknown) => action()),
    runs: new RunTable(database, paths),
    events: new EventTable(database),
    cache: new CacheTable(database, paths, new SealedTraces(key, process.env)),
    cells: new CellTable(database, paths),
    seen: new SeenFiles(database, new ResultFolder(results)),
    cleaning: new Cleaning(database, paths, results),
  }
  return { tables, key, ...opened }
}

import Database from "better-sqlite3"
import { findOutOfFiles, OpenFilesError } from "../openFiles.ts"
import { StoreBusyError, StoreDamagedError, StoreUnwritableError } from "./errors.ts"

/** How long a store waits for other processes, in milliseconds: much longer than any of tsnb's transactions. */
export const busyTimeout = 30_000

const unwritable = /^SQLITE_(READONLY|CANTOPEN|FULL|IOERR|PERM|AUTH|NOMEM|TOOBIG|NOLFS)/
// SQLite gives PROTOCOL when many processes open one database in the same moment.
const busy = /^SQLITE_(BUSY|LOCKED|PROTOCOL)/

const corrupt = /^SQLITE_(CORRUPT|NOTADB)/

/** True when the error says that another process is in the way, so that trying again makes sense. */
export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && busy.test(error.code)
}

/**
 * True when the error says that the file isn't a sound database of tsnb's: its statements are right for those, so whatever
 * else SQLite has against one is the file's fault, be it a format that it doesn't know or a row that is there twice.
 */
export function isDamaged(error: unknown): boolean {
  return error instanceof Database.SqliteError && !busy.test(error.code) && !unwritable.test(error.code)
}

/** True when the file itself is damaged, whatever was asked of it. */
export function isCorrupt(error: unknown): boolean {
  return error instanceof Database.SqliteError && corrupt.test(error.code)
}

/**
 * The error as one that tells people what to do; errors that aren't SQLite's stay as they are.
 * @param waited how long SQLite waited for other processes, in milliseconds
 */
export function explainSqliteError(error: unknown, file: string, waited = busyTimeout): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  if (isBusy(error)) return new StoreBusyError(file, waited, error)
  if (isDamaged(error)) return new StoreDamagedError(file, error.message, { cause: error })
  // SQLite doesn't tell why.
  const outOfFiles = error.code.startsWith("SQLITE_CANTOPEN") ? findOutOfFiles() : undefined
  if (outOfFiles) return new OpenFilesError(`Can't open ${file}`, outOfFiles)
  if (unwritable.test(error.code)) return new StoreUnwritableError(file, error)
  return error
}

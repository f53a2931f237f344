import { closeSync, fstatSync, openSync, readSync } from "node:fs"
import { StoreForeignError } from "./errors.ts"

/** What SQLite writes at the end of a journal that names another, as it does for a transaction over several databases. */
const mark = Buffer.from("d9d505f920a163d7", "hex")

/** Where a database's journal is. */
export function journalFile(file: string): string {
  return `${file}-journal`
}

/**
 * Sees to it that a database's journal, if it has one, names no other file: SQLite would delete that one when it is done with
 * the journal. tsnb never writes to several databases at once.
 * @throws {StoreForeignError} when it does
 */
export function refuseForeignJournal(file: string): void {
  const end = lastBytes(journalFile(file), mark.length)
  if (end?.equals(mark)) throw new StoreForeignError(file, "has a journal that names another file")
}

function lastBytes(path: string, count: number): Buffer | undefined {
  let descriptor: number
  try {
    descriptor = openSync(path, "r")
  } catch (error) {
    // There is none, as nearly always; one that can't be read is told of by SQLite.
    if (error instanceof Error && "code" in error) return undefined
    throw error
  }
  try {
    const bytes = Buffer.alloc(count)
    const { size } = fstatSync(descriptor)
    return size >= count && readSync(descriptor, bytes, 0, count, size - count) === count ? bytes : undefined
  } finally {
    closeSync(descriptor)
  }
}

import { mkdir } from "node:fs/promises"
import { dirname } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import Database from "better-sqlite3"

/** Milliseconds between two tries. */
const pause = 200

/**
 * Waits until no other process holds the lock of this name, and holds it until it is disposed of. The operating system
 * releases it when the process ends, however that happens.
 */
export async function lock(file: string): Promise<Disposable> {
  await mkdir(dirname(file), { recursive: true })
  for (;;) {
    const database = new Database(file, { timeout: 0 })
    try {
      database.exec("BEGIN EXCLUSIVE")
      return { [Symbol.dispose]: () => void database.close() }
    } catch (error) {
      database.close()
      if (!(error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY"))) throw error
    }
    await wait(pause)
  }
}

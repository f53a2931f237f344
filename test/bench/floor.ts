import { fork } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import Database from "better-sqlite3"

const rounds = 2_000

/**
 * The least that a task can cost: a round trip to a warm child over Node's IPC channel and one SQLite commit.
 * @returns milliseconds a round
 */
export async function measureFloor(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "tsnb-floor-"))
  const database = new Database(join(folder, "floor.db"))
  database.pragma("journal_mode = WAL")
  database.pragma("synchronous = NORMAL")
  database.exec("CREATE TABLE rounds (number INTEGER PRIMARY KEY, note TEXT)")
  const insert = database.prepare("INSERT INTO rounds (note) VALUES (?)")
  const child = fork(import.meta.filename, ["echo"], { serialization: "advanced" })
  const round = async (): Promise<void> => {
    const answer = once(child, "message")
    child.send({ type: "evaluate" })
    await answer
    insert.run("done")
  }
  try {
    // Not counted: the child starts up.
    for (let warm = 0; warm < 100; warm++) await round()
    const startedAt = performance.now()
    for (let count = 0; count < rounds; count++) await round()
    return (performance.now() - startedAt) / rounds
  } finally {
    child.kill()
    database.close()
    rmSync(folder, { recursive: true })
  }
}

if (process.argv[2] === "echo") process.on("message", (message) => process.send?.(message))

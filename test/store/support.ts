import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import Database from "better-sqlite3"

/** A folder that is removed at the end of the test. */
export function temporaryFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), "tsnb-store-"))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Starts one of the programs in `fixtures`. */
export function startFixture(name: string, ...args: readonly string[]): ChildProcess {
  const script = join(import.meta.dirname, "fixtures", name)
  return spawn(process.execPath, [script, ...args], { stdio: ["pipe", "pipe", "inherit"] })
}

/** Runs one of the programs in `fixtures`, and gives what it prints. */
export async function runFixture(name: string, ...args: readonly string[]): Promise<string> {
  const child = startFixture(name, ...args)
  if (!child.stdout) throw new Error("the output is a pipe")
  const exit = once(child, "exit")
  const output = await text(child.stdout)
  const [code, signal]: unknown[] = await exit
  if (code !== 0) throw new Error(`${name} ended with ${String(code ?? signal)}: ${output}`)
  return output.trim()
}

/** The first line that a program prints. */
export async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("the output is a pipe")
  const [data]: unknown[] = await once(child.stdout, "data")
  return String(data).trim()
}

/** A database apart from the store, to look into it and to damage it. */
export function rawDatabase(file: string): Disposable & {
  database: Database.Database
  run(statement: string): void
  count(from: string): unknown
} {
  const database = new Database(file)
  return {
    database,
    run: (statement) => void database.exec(statement),
    count: (from) => database.prepare(`SELECT count(*) FROM ${from}`).pluck().get(),
    [Symbol.dispose]: () => void database.close(),
  }
}

import { syncBuiltinESMExports } from "node:module"
import { absolutePath } from "./paths.ts"
import type { Recorder } from "./recorder.ts"
import { isTracingSuspended, withoutTracing } from "./untraced.ts"

/** Where a database is and how it was opened. */
interface Opened {
  path: string
  readOnly: boolean
}

/**
 * Sees which files `node:sqlite` opens: a database is read, and written unless it was opened to be read alone. What SQL itself
 * opens (`ATTACH`) stays unseen.
 * @returns takes it back
 */
export function watchSqlite(recorder: Recorder): () => void {
  const sqlite = process.getBuiltinModule("node:sqlite")
  const databases = new WeakMap<object, Opened>()
  const note = (opened: Opened | undefined): void => {
    if (opened && !isTracingSuspended()) withoutTracing(() => recordDatabase(recorder, opened))
  }
  const { DatabaseSync: Database, backup } = sqlite
  const open = Reflect.get(Database.prototype, "open")
  Reflect.set(
    sqlite,
    "DatabaseSync",
    new Proxy(Database, {
      construct(target, args: unknown[], newTarget) {
        const opened = openedBy(args)
        const isOpen = option(args[1], "open") !== false
        if (isOpen) note(opened)
        const database: object = Reflect.construct(target, args, newTarget)
        if (opened) databases.set(database, opened)
        return database
      },
    }),
  )
  Database.prototype.open = function watchedOpen() {
    note(databases.get(this))
    open.call(this)
  }
  Reflect.set(sqlite, "backup", function watchedBackup(...args: Parameters<typeof backup>) {
    const path = fileOf(args[1])
    if (path !== undefined && !isTracingSuspended()) withoutTracing(() => recorder.write(path))
    return backup(...args)
  })
  syncBuiltinESMExports()
  return () => {
    Database.prototype.open = open
    Object.assign(sqlite, { DatabaseSync: Database, backup })
    syncBuiltinESMExports()
  }
}

function recordDatabase(recorder: Recorder, { path, readOnly }: Opened): void {
  recorder.read(path)
  // What the last transactions wrote may still be there; the file comes and goes with the connections.
  recorder.passes(`${path}-wal`)
  recorder.passes(`${path}-shm`)
  recorder.passes(`${path}-journal`)
  recorder.readIfBeside(`${path}-wal`, path)
  if (!readOnly) recorder.write(path)
}

function openedBy([location, options]: readonly unknown[]): Opened | undefined {
  const path = fileOf(location)
  return path === undefined ? undefined : { path, readOnly: option(options, "readOnly") === true }
}

/** The file that a location of SQLite's means; none when the database is in memory. */
function fileOf(location: unknown): string | undefined {
  const text = location instanceof Uint8Array ? Buffer.from(location).toString() : location
  if (text === "" || text === ":memory:") return undefined
  if (typeof text !== "string" || !text.startsWith("file:")) {
    return location instanceof URL && isInMemory(location.search) ? undefined : absolutePath(text)
  }
  const [path = "", query = ""] = text.slice("file:".length).replace(/#.*$/, "").split("?")
  if (isInMemory(query) || path === ":memory:" || path === "") return undefined
  return absolutePath(decodeURIComponent(path.replace(/^\/\/[^/]*/, "")))
}

function isInMemory(query: string): boolean {
  return new URLSearchParams(query).get("mode") === "memory"
}

function option(options: unknown, name: string): unknown {
  return typeof options === "object" && options !== null ? Reflect.get(options, name) : undefined
}

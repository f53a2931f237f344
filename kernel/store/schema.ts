import SQLite, { type Database } from "better-sqlite3"
import { StoreForeignError, StoreVersionError } from "./errors.ts"

/**
 * The steps from an empty store to the present one; `user_version` counts those taken. A step that was released is
 * never changed: add another.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE runs (
    id TEXT NOT NULL PRIMARY KEY,
    flow TEXT NOT NULL,
    notebook TEXT NOT NULL,
    state TEXT NOT NULL,
    parameters TEXT NOT NULL,
    started_at REAL NOT NULL,
    ended_at REAL,
    error TEXT,
    parent TEXT,
    rerun_of TEXT,
    owner_pid INTEGER NOT NULL,
    owner_start TEXT,
    owner_host TEXT NOT NULL,
    owner_token TEXT NOT NULL,
    lease_until REAL NOT NULL
  );
  CREATE INDEX runs_by_time ON runs (started_at);
  CREATE INDEX runs_by_notebook ON runs (notebook, started_at);
  CREATE INDEX runs_unfinished ON runs (id) WHERE ended_at IS NULL;

  CREATE TABLE events (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    time REAL NOT NULL,
    type TEXT NOT NULL,
    task TEXT,
    element INTEGER,
    level TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (run, sequence)
  ) WITHOUT ROWID;

  CREATE TABLE results (
    hash TEXT NOT NULL PRIMARY KEY,
    encoding TEXT NOT NULL,
    size INTEGER NOT NULL,
    packed_size INTEGER NOT NULL,
    digest TEXT NOT NULL,
    inline BLOB,
    classes TEXT
  ) WITHOUT ROWID;

  CREATE TABLE entries (
    number INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    key TEXT NOT NULL,
    run TEXT NOT NULL,
    notebook TEXT NOT NULL,
    task TEXT NOT NULL,
    time REAL NOT NULL,
    duration REAL NOT NULL,
    components TEXT NOT NULL,
    outputs TEXT NOT NULL,
    trace TEXT NOT NULL
  );
  CREATE INDEX entries_by_key ON entries (key, time);
  CREATE INDEX entries_by_task ON entries (task, notebook, time);
  `,
  // From here on, an event's row may also have several lines of a log (logGroup.ts), which older versions can't read.
  "ALTER TABLE results ADD COLUMN seen TEXT",
  `
  CREATE TABLE cells (
    notebook TEXT NOT NULL,
    source TEXT NOT NULL,
    place INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (notebook, source, place)
  ) WITHOUT ROWID;
  `,
  "ALTER TABLE runs ADD COLUMN pinned INTEGER; ALTER TABLE runs ADD COLUMN note TEXT",
]

/**
 * Takes the steps that the store lacks, all or none.
 * @throws {StoreVersionError} when a newer tsnb has written it
 */
export function migrate(database: Database, steps: readonly string[] = migrations): void {
  if (checkVersion(database, steps.length) === steps.length) return
  const takeSteps = database.transaction(() => {
    // Another process may have migrated while this one waited for the lock.
    const taken = checkVersion(database, steps.length)
    for (const step of steps.slice(taken)) database.exec(step)
    database.pragma(`user_version = ${steps.length}`)
  })
  takeSteps.immediate()
}

/**
 * The number of steps that the store has taken.
 * @throws {StoreVersionError} when a newer tsnb has written it
 */
export function checkVersion(database: Database, known: number = migrations.length): number {
  const version = Number(database.pragma("user_version", { simple: true }))
  if (version < 0) throw new StoreForeignError(database.name, `says that its version is ${version}`)
  if (version > known) throw new StoreVersionError(database.name, version, known)
  return version
}

interface SchemaRow {
  type: string
  name: string
  sql: string | null
}

/** What the statistics of `ANALYZE` are called. */
const statistics = /^sqlite_stat/

/**
 * Sees to it that the database has the tables that tsnb makes and nothing else: a trigger, a view or another definition could
 * have SQLite do what its maker wants whenever tsnb writes.
 * @throws {StoreForeignError} when it isn't so
 */
export function checkSchema(database: Database): void {
  const found = schemaOf(database)
  for (const [name, { type, sql }] of found) {
    const own = ownSchema().get(name)
    if (!own && !statistics.test(name)) throw new StoreForeignError(database.name, `has the ${type} '${name}'`)
    if (own && (own.type !== type || own.sql !== sql)) {
      throw new StoreForeignError(database.name, `has a ${type} '${name}' of another form`)
    }
  }
  for (const [name, { type }] of ownSchema()) {
    if (!found.has(name)) throw new StoreForeignError(database.name, `lacks the ${type} '${name}'`)
  }
}

let known: ReadonlyMap<string, SchemaRow> | undefined

function ownSchema(): ReadonlyMap<string, SchemaRow> {
  if (known) return known
  const database = new SQLite(":memory:")
  migrate(database)
  known = schemaOf(database)
  database.close()
  return known
}

function schemaOf(database: Database): ReadonlyMap<string, SchemaRow> {
  const rows = database.prepare<[], SchemaRow>("SELECT type, name, sql FROM sqlite_schema").all()
  return new Map(rows.map((row) => [row.name, row]))
}

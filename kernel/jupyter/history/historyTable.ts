import type Database from "better-sqlite3"
import type { HistoryRequest } from "../contents.ts"

/** A cell that ran: its session, its number there, its code, and its result as text. */
export interface HistoryRow {
  session: number
  line: number
  source: string
  output: string | null
}

/** A cell of the present session, to be kept. */
export type NewRow = Omit<HistoryRow, "session">

/** Older ones are forgotten when a session begins. */
const maxKept = 100_000
const maxAnswered = 10_000
/** Each star of a pattern may multiply the time that it takes. */
const maxPatternLength = 1_000

const schema = `
  CREATE TABLE IF NOT EXISTS session (id INTEGER PRIMARY KEY AUTOINCREMENT, startedAt INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS cell (
    session INTEGER NOT NULL,
    line INTEGER NOT NULL,
    source TEXT NOT NULL,
    output TEXT,
    PRIMARY KEY (session, line)
  ) WITHOUT ROWID;`

/** The cells that ran in this session of the kernel and the ones before, in SQLite. Several kernels may use one file at once. */
export class HistoryTable {
  readonly session: number
  readonly #database: Database.Database

  /** Begins a session. */
  constructor(database: Database.Database) {
    this.#database = database
    database.pragma("journal_mode = WAL")
    database.pragma("synchronous = NORMAL")
    database.exec(schema)
    this.session = Number(
      database.prepare("INSERT INTO session (startedAt) VALUES (?)").run(Date.now()).lastInsertRowid,
    )
    this.#forgetOld()
  }

  add(rows: readonly NewRow[]): void {
    const insert = this.#database.prepare(
      "INSERT OR REPLACE INTO cell (session, line, source, output) VALUES (?, ?, ?, ?)",
    )
    this.#database.transaction(() => {
      for (const { line, source, output } of rows) insert.run(this.session, line, source, output)
    })()
  }

  /** The rows that are asked for, oldest first. */
  find(request: HistoryRequest): HistoryRow[] {
    if (request.kind === "tail") return this.#latest("1", [], request.count)
    if (request.kind === "range") return this.#range(request)
    const { pattern, count, unique } = request
    const glob = pattern.slice(0, maxPatternLength).replaceAll(/\*{2,}/g, "*")
    if (!unique) return this.#latest("source GLOB ?", [glob], count ?? maxAnswered)
    const isLatest = `(session, line) IN (SELECT session, line FROM
      (SELECT session, line, row_number() OVER (PARTITION BY source ORDER BY session DESC, line DESC) AS place
       FROM cell WHERE source GLOB ?) WHERE place = 1)`
    return this.#latest(isLatest, [glob], count ?? maxAnswered)
  }

  close(): void {
    this.#database.close()
  }

  #latest(condition: string, values: readonly string[], count: number): HistoryRow[] {
    const limit = Math.max(0, Math.min(count, maxAnswered))
    return this.#rows(`WHERE ${condition} ORDER BY session DESC, line DESC LIMIT ?`, [...values, limit]).toReversed()
  }

  #range({ session, start, stop }: HistoryRequest & { kind: "range" }): HistoryRow[] {
    const wanted = session > 0 ? session : this.#sessionBefore(-session)
    if (wanted === undefined) return []
    const next = this.#nextLine(wanted)
    // As in Python's slices, what is negative counts from the end.
    const first = start < 0 ? next + start : start
    const last = stop === undefined ? next : stop < 0 ? next + stop : stop
    const condition = "WHERE session = ? AND line >= ? AND line < ? ORDER BY line LIMIT ?"
    return this.#rows(condition, [wanted, first, last, maxAnswered])
  }

  /** The id of an earlier session: 0 is this one, 1 the latest that began before it. */
  #sessionBefore(distance: number): number | undefined {
    if (distance === 0) return this.session
    const row: unknown = this.#database
      .prepare("SELECT id FROM session WHERE id < ? ORDER BY id DESC LIMIT 1 OFFSET ?")
      .pluck()
      .get(this.session, distance - 1)
    return typeof row === "number" ? row : undefined
  }

  #nextLine(session: number): number {
    return Number(this.#database.prepare("SELECT max(line) FROM cell WHERE session = ?").pluck().get(session) ?? 0) + 1
  }

  #rows(rest: string, values: readonly (string | number)[]): HistoryRow[] {
    const statement = this.#database.prepare<unknown[], HistoryRow>(
      `SELECT session, line, source, output FROM cell ${rest}`,
    )
    return statement.all(...values)
  }

  #forgetOld(): void {
    this.#database
      .prepare(
        `DELETE FROM cell WHERE (session, line) <
           (SELECT session, line FROM cell ORDER BY session DESC, line DESC LIMIT 1 OFFSET ?)`,
      )
      .run(maxKept)
  }
}

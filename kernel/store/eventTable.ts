import type { Database, Statement } from "better-sqlite3"
import * as v from "valibot"
import type { FlowEvent, Logged, NumberedEvent } from "../flow/events.ts"
import type { EventFilter } from "../flow/runHistory.ts"
import { StoreDamagedError } from "./errors.ts"
import { isArtifact, isFlowEvent } from "./eventSchema.ts"
import { groupLength, linesOfGroup, logGroup } from "./logGroup.ts"
import { toJson } from "./json.ts"
import { isCorrupt } from "./sqliteErrors.ts"
import type { Artifact } from "../api/types.ts"
import { isObject } from "../isObject.ts"
import { anyNumber, count, integer } from "../model/schema.ts"

/** Events as the table has them. */
export interface EventRow {
  sequence: number
  time: number
  type: string
  task: string | null
  element: number | null
  level: string | null
  body: string
}

const pageSize = 500

/** The table of what happened in each run, in order. */
export class EventTable {
  readonly #file: string
  readonly #insert: Statement
  readonly #page: Statement<[object], EventRow>
  readonly #all: Statement<[string], EventRow>
  readonly #last: Statement<[string], { sequence: number; time: number }>

  constructor(database: Database) {
    this.#file = database.name
    this.#insert = database.prepare(
      "INSERT INTO events (run, sequence, time, type, task, element, level, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    this.#page = database.prepare(
      `SELECT sequence, time, type, task, element, level, body FROM events
       WHERE run = :run AND sequence > :after AND (:task IS NULL OR task = :task)
         AND (:types IS NULL OR type IN (SELECT value FROM json_each(:types)))
       ORDER BY sequence LIMIT ${pageSize}`,
    )
    this.#all = database.prepare(
      "SELECT sequence, time, type, task, element, level, body FROM events WHERE run = ? ORDER BY sequence",
    )
    this.#last = database.prepare("SELECT sequence, time FROM events WHERE run = ? ORDER BY sequence DESC LIMIT 1")
  }

  /** @param sequence that of the first event */
  append(run: string, sequence: number, events: readonly FlowEvent[]): void {
    for (let index = 0; index < events.length;) {
      const length = groupLength(events, index)
      const event = events[index + length - 1]
      if (!event) return
      const body =
        length === 1 ? bodyOf(event) : logGroup(events.slice(index, index + length).filter(isLine), event.time)
      index += length
      this.#appendRow(run, sequence + index - 1, event, body)
    }
  }

  /** A row of several lines has the sequence, and the time, of the last. */
  #appendRow(run: string, sequence: number, event: FlowEvent, body: object): void {
    const task = "task" in event ? event.task : null
    const element = "element" in event ? (event.element ?? null) : null
    const level = "level" in event ? event.level : null
    this.#insert.run(run, sequence, event.time, event.type, task, element, level, toJson(body))
  }

  /** A run's rows, up to the first that can't be read. */
  readableRows(run: string): readonly EventRow[] {
    const rows: EventRow[] = []
    try {
      for (const row of this.#all.iterate(run)) rows.push(row)
    } catch (error) {
      if (!isCorrupt(error)) throw error
    }
    return rows
  }

  /** Takes over rows of another database. */
  appendRows(run: string, rows: readonly EventRow[]): void {
    for (const { sequence, time, type, task, element, level, body } of rows)
      this.#insert.run(run, sequence, time, type, task, element, level, body)
  }

  /** The last event's sequence and time; undefined when there is none. */
  last(run: string): { sequence: number; time: number } | undefined {
    return this.#last.get(run)
  }

  /**
   * The events of up to some hundred rows. Whoever reads a long run page by page may write between two pages, and keeps no
   * snapshot open that would make the log grow.
   */
  page(run: string, { after = 0, task, types }: EventFilter): Iterable<NumberedEvent> {
    const rows = this.#page.all({ run, after, task: task ?? null, types: types ? JSON.stringify(types) : null })
    return this.#eventsOf(run, rows, after)
  }

  *#eventsOf(run: string, rows: readonly EventRow[], after: number): Generator<NumberedEvent> {
    for (const row of rows) {
      const events = this.#decodeRow(run, row)
      // The first lines of a row may have been read before.
      const first = row.sequence - events.length + 1
      for (const [index, event] of events.entries()) {
        if (first + index > after) yield { sequence: first + index, event }
      }
    }
  }

  #decodeRow(run: string, row: EventRow): readonly FlowEvent[] {
    if (!v.is(eventRow, row)) throw this.#unreadable(run, row)
    const body = this.#bodyOf(run, row)
    if (row.type !== "logged" || body["texts"] === undefined)
      return [this.#decode(run, row, { ...body, time: row.time })]
    const lines = linesOfGroup(body, row.time)
    if (!lines || lines.length > row.sequence) throw this.#unreadable(run, row)
    return lines.map((line) => this.#decode(run, row, line))
  }

  /** `append` took the parts from an event; together they are one again. */
  #decode(run: string, row: EventRow, body: Readonly<Record<string, unknown>>): FlowEvent {
    const event: Record<string, unknown> = { ...body, type: row.type, run }
    if (row.task !== null) event["task"] = row.task
    if (row.element !== null) event["element"] = row.element
    if (row.level !== null) event["level"] = row.level
    if (!isFlowEvent(event)) throw this.#unreadable(run, row)
    // What a notebook's code made of it can't be shown; that it was made can be told.
    if (event.type === "artifactMade" && !isArtifact(event.artifact)) return { ...event, artifact: strangeArtifact }
    return event
  }

  #bodyOf(run: string, row: EventRow): Readonly<Record<string, unknown>> {
    try {
      const body: unknown = JSON.parse(row.body)
      // Copied by assignment, such a key would become the prototype.
      if (isObject(body) && !Object.hasOwn(body, "__proto__")) return body
    } catch (error) {
      throw this.#unreadable(run, row, error)
    }
    throw this.#unreadable(run, row)
  }

  #unreadable(run: string, { sequence }: EventRow, cause?: unknown): StoreDamagedError {
    return new StoreDamagedError(this.#file, `event ${sequence} of run ${run} can't be read`, { cause })
  }
}

const strangeArtifact: Artifact = { kind: "markdown", text: "*An artifact of a form that can't be shown*" }

const eventRow = v.looseObject({
  sequence: integer,
  time: anyNumber,
  type: v.string(),
  task: v.nullable(v.string()),
  element: v.nullable(count),
  level: v.nullable(v.string()),
  body: v.string(),
})

function isLine(event: FlowEvent): event is Logged {
  return event.type === "logged"
}

const columnNames = new Set(["run", "time", "type", "task", "element", "level"])

function bodyOf(event: FlowEvent): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const name of Object.keys(event)) if (!columnNames.has(name)) body[name] = Reflect.get(event, name)
  return body
}

import type { Database, Statement } from "better-sqlite3"
import * as v from "valibot"
import type { CellError, ShownOutput } from "../model/cellOutput.ts"
import { count, finiteNumber, listOf } from "../model/schema.ts"
import { isObject } from "../isObject.ts"
import { toJson } from "./json.ts"
import type { NotebookPaths } from "./notebookPaths.ts"

/** Which cell of a notebook is meant: editors know it by other ids each time. */
export interface CellText {
  /** Hash of its text. */
  source: string
  /** Its place among the notebook's cells with the same text, from 0. */
  place: number
}

/** What a cell showed when it last ran in a session. Times are milliseconds since 1970. */
export interface RanCell {
  startedAt: number
  endedAt: number
  /** Its number in the session's history. */
  count: number
  outputs: readonly ShownOutput[]
  /** Absent when it completed. */
  error?: CellError
}

interface StoredCell {
  source: string
  place: number
  body: string
}

/** The table of what cells showed that ran in a session, one by one. The cells of flow runs are in their events. */
export class CellTable {
  readonly #paths: NotebookPaths
  readonly #insert: Statement
  readonly #remove: Statement
  readonly #list: Statement<[string], StoredCell>
  readonly #move: Statement
  readonly #clear: Statement

  constructor(database: Database, paths: NotebookPaths) {
    this.#paths = paths
    this.#insert = database.prepare("INSERT OR REPLACE INTO cells (notebook, source, place, body) VALUES (?, ?, ?, ?)")
    this.#remove = database.prepare(
      "DELETE FROM cells WHERE notebook = ? AND source NOT IN (SELECT value FROM json_each(?))",
    )
    this.#list = database.prepare("SELECT source, place, body FROM cells WHERE notebook = ?")
    this.#move = database.prepare("UPDATE cells SET notebook = ? WHERE notebook = ?")
    this.#clear = database.prepare("DELETE FROM cells WHERE notebook = ?")
  }

  /** @param notebook absolute path */
  insert(notebook: string, { source, place }: CellText, ran: RanCell): void {
    this.#insert.run(this.#paths.toStored(notebook), source, place, toJson(ran))
  }

  /** Removes the cells of a notebook that it doesn't have any more. @param sources hashes of the texts that it has */
  keepOnly(notebook: string, sources: readonly string[]): void {
    this.#remove.run(this.#paths.toStored(notebook), JSON.stringify(sources))
  }

  /** What the cells of a notebook showed; what can't be read is passed over. */
  of(notebook: string): readonly (CellText & { ran: RanCell })[] {
    return this.#list.all(this.#paths.toStored(notebook)).flatMap((row) => {
      const ran = parse(row.body)
      return v.is(cellRow, row) && isRanCell(ran) ? [{ source: row.source, place: row.place, ran }] : []
    })
  }

  /** A notebook has another name: what is there under that is of another notebook, and goes. */
  move(from: string, to: string): void {
    this.#clear.run(this.#paths.toStored(to))
    this.#move.run(this.#paths.toStored(to), this.#paths.toStored(from))
  }
}

function parse(body: unknown): unknown {
  try {
    return JSON.parse(String(body))
  } catch {
    // A store may be damaged, or somebody else's work: what a cell showed can be had again.
    return undefined
  }
}

const object = v.custom<object>(isObject)

const shownOutput = v.variant("kind", [
  v.looseObject({ kind: v.literal("stream"), stream: v.picklist(["stdout", "stderr"]), text: v.string() }),
  v.looseObject({
    kind: v.literal("display"),
    data: object,
    metadata: v.optional(object),
    displayId: v.optional(v.string()),
  }),
])

const ranCell = v.looseObject({
  startedAt: finiteNumber,
  endedAt: finiteNumber,
  count,
  outputs: listOf(shownOutput),
  error: v.optional(v.looseObject({ name: v.string(), message: v.string(), traceback: listOf(v.string()) })),
})

const cellRow = v.looseObject({ source: v.string(), place: count })

function isRanCell(value: unknown): value is RanCell {
  return v.is(ranCell, value)
}

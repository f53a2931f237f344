import type { Database, Statement } from "better-sqlite3"
import * as v from "valibot"
import { entryName } from "../flow/entryId.ts"
import type { CacheEntry, KeyComponents } from "../flow/ports.ts"
import type { ValueReference } from "../model/valueReference.ts"
import { contradicts } from "../runtime/trace/contradiction.ts"
import { toJson } from "./json.ts"
import { isClassList, isKeyComponents, resultRow, isTrace } from "./entrySchema.ts"
import { anyNumber, integer } from "../model/schema.ts"
import type { SealedTraces } from "./sealedTrace.ts"
import type { NotebookPaths } from "./notebookPaths.ts"

interface EntryRow {
  number: number
  id: string
  key: string
  run: string
  notebook: string
  task: string
  time: number
  duration: number
  components: string
  outputs: string
  trace: string
}

interface ResultRow {
  hash: string
  encoding: string
  size: number
  packed_size: number
  digest: string
  inline: Buffer | null
  classes: string | null
}

/** A task whose files went to and fro this often gains more from computing again than from checking on. */
const maxCandidates = 100

const entryColumns = "id, key, run, notebook, task, time, duration, components, outputs, trace"

/** The tables of cache entries and of the results that they share. */
export class CacheTable {
  readonly #paths: NotebookPaths
  readonly #traces: SealedTraces
  readonly #insertResult: Statement
  readonly #replaced: Statement
  readonly #ofOtherRuns: Statement<[string, string], { number: number; trace: string }>
  readonly #insertEntry: Statement
  readonly #firstOfKey: Statement<[string], EntryRow>
  readonly #ofKey: Statement<[string], Pick<EntryRow, "number" | "time">>
  readonly #hasTask: Statement<[string, string]>
  readonly #byNumber: Statement<[number], EntryRow>
  readonly #byTask: Statement<[string, string], EntryRow>
  readonly #byRun: Statement<[string, string], EntryRow>
  readonly #elements: Statement<[string, string], Pick<EntryRow, "id" | "run" | "components">>
  readonly #result: Statement<[string], ResultRow>
  readonly #taskNames: Statement<[object], { task: string }>
  readonly #withText: Statement<[string]>
  readonly #removeEntry: Statement<[number]>
  readonly #removeResult: Statement<[string]>
  readonly #bareTraces: Statement<[], { number: number; trace: string }>
  readonly #setTrace: Statement<[string, number]>

  constructor(database: Database, paths: NotebookPaths, traces: SealedTraces) {
    this.#paths = paths
    this.#traces = traces
    // The newest packing wins: an older one may be what was found damaged and is now written anew.
    this.#insertResult = database.prepare(
      `INSERT INTO results (hash, encoding, size, packed_size, digest, inline, classes) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (hash) DO UPDATE SET encoding = excluded.encoding, size = excluded.size,
         packed_size = excluded.packed_size, digest = excluded.digest, inline = excluded.inline,
         classes = excluded.classes
       WHERE digest <> excluded.digest OR (inline IS NULL AND excluded.inline IS NOT NULL)`,
    )
    // Equal elements of a `for=` task have one key: what a run kept of each stays, so that the run can be looked at.
    this.#replaced = database.prepare("DELETE FROM entries WHERE key = ? AND (id = ? OR (trace = ? AND run <> ?))")
    this.#ofOtherRuns = database.prepare("SELECT number, trace FROM entries WHERE key = ? AND run <> ?")
    this.#insertEntry = database.prepare(`INSERT INTO entries (${entryColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    const newestFirst = `ORDER BY time DESC, number DESC LIMIT ${maxCandidates}`
    this.#byNumber = database.prepare(`SELECT number, ${entryColumns} FROM entries WHERE number = ?`)
    this.#byTask = database.prepare(
      `SELECT number, ${entryColumns} FROM entries WHERE task = ? AND notebook = ? ${newestFirst}`,
    )
    this.#byRun = database.prepare(
      `SELECT number, ${entryColumns} FROM entries WHERE task = ? AND run = ? ORDER BY number`,
    )
    this.#elements = database.prepare(
      "SELECT id, run, components FROM entries WHERE task = ? AND notebook = ? ORDER BY time DESC, number DESC",
    )
    // Most keys have one entry or none. An ordered search costs several times as much.
    this.#firstOfKey = database.prepare(`SELECT number, ${entryColumns} FROM entries WHERE key = ? LIMIT 2`)
    this.#ofKey = database.prepare("SELECT number, time FROM entries WHERE key = ?")
    this.#hasTask = database.prepare("SELECT 1 FROM entries WHERE task = ? AND notebook = ?")
    this.#result = database.prepare(
      "SELECT hash, encoding, size, packed_size, digest, inline, classes FROM results WHERE hash = ?",
    )
    this.#taskNames = database.prepare(
      "SELECT DISTINCT task FROM entries WHERE :notebook IS NULL OR notebook = :notebook ORDER BY task",
    )
    this.#withText = database.prepare("SELECT 1 FROM entries WHERE instr(trace, ?) > 0 LIMIT 1")
    this.#removeEntry = database.prepare("DELETE FROM entries WHERE number = ?")
    this.#bareTraces = database.prepare(`SELECT number, trace FROM entries WHERE instr(trace, '"kind":"variable"') > 0`)
    this.#setTrace = database.prepare("UPDATE entries SET trace = ? WHERE number = ?")
    this.#removeResult = database.prepare("DELETE FROM results WHERE hash = ?")
  }

  /** Keeps an entry and its results, in place of those of other runs that have its key and don't contradict its trace. */
  insert(entry: CacheEntry): void {
    for (const { value } of entry.outputs) this.#insertOne(value)
    const sealed = this.#traces.seal(entry.trace)
    const trace = toJson(sealed)
    const key = entry.isForItsRunOnly ? `${ownPrefix(entry.run)}${entry.key}` : entry.key
    this.#replaced.run(key, entry.id, trace, entry.run)
    for (const older of this.#ofOtherRuns.all(key, entry.run)) {
      const seen = parse(older.trace)
      // What isn't a trace any more is of no use either.
      if (!isTrace(seen) || !contradicts(sealed, seen)) this.#removeEntry.run(older.number)
    }
    this.#insertEntry.run(
      entry.id,
      key,
      entry.run,
      this.#paths.toStored(entry.notebook),
      entry.task,
      entry.time,
      entry.duration,
      toJson(entry.components),
      toJson(entry.outputs.map(({ name, value }) => [name, value.hash])),
      trace,
    )
  }

  /**
   * The entries under a key, newest first.
   * @param onUnusable called with the number of each that can't be read, or whose results were dropped
   */
  candidates(key: string, onUnusable: (number: number) => void): readonly CacheEntry[] {
    const entries: CacheEntry[] = []
    const take = (row: EntryRow): void => {
      const entry = this.#decode(row)
      if (entry) entries.push(entry)
      else onUnusable(row.number)
    }
    const first = this.#firstOfKey.all(key)
    if (first.length < 2) {
      first.forEach(take)
      return entries
    }
    const newest = this.#ofKey
      .all(key)
      .toSorted((one, other) => other.time - one.time || other.number - one.number)
      .slice(0, maxCandidates)
    for (const { number } of newest) {
      const row = this.#byNumber.get(number)
      if (row) take(row)
    }
    return entries
  }

  /** The newest usable entry of a task. */
  latest(notebook: string, task: string): CacheEntry | undefined {
    const stored = this.#paths.toStored(notebook)
    if (!this.#hasTask.get(task, stored)) return undefined
    for (const row of this.#byTask.iterate(task, stored)) {
      const entry = this.#decode(row)
      if (entry) return entry
    }
    return undefined
  }

  /** What a run computed of a task, oldest first: one entry, or one for each element of a `for=` task. */
  ofRun(task: string, run: string): readonly CacheEntry[] {
    return this.#byRun.all(task, run).flatMap((row) => this.#decode(row) ?? [])
  }

  /** The key components of what is kept of a task's elements, newest first, and the places that these had in their lists. */
  elements(notebook: string, task: string): readonly { index: number; components: KeyComponents }[] {
    return this.#elements.all(task, this.#paths.toStored(notebook)).flatMap(({ id, run, components: text }) => {
      if ([id, run, text].some((part) => typeof part !== "string")) return []
      const { element: index } = entryName({ id, run, task })
      const components = index === undefined ? undefined : parse(text)
      return index !== undefined && isKeyComponents(components) ? [{ index, components }] : []
    })
  }

  /** The tasks that have entries. @param notebook absolute path: only this notebook's */
  taskNames(notebook?: string): readonly string[] {
    const stored = notebook === undefined ? null : this.#paths.toStored(notebook)
    return this.#taskNames.all({ notebook: stored }).map(({ task }) => task)
  }

  /** Puts the hashes of variables that an older version kept under the store's key. */
  sealTraces(): void {
    for (const { number, trace } of this.#bareTraces.all()) {
      const found = parse(trace)
      if (isTrace(found)) this.#setTrace.run(toJson(this.#traces.seal(found)), number)
    }
  }

  /**
   * Whether some task is known to append to a file. Goes through all traces: for the rare case that a written file has grown.
   * @param path as traces have it
   */
  isAppendedTo(path: string): boolean {
    const start = toJson({ kind: "appended", path }).slice(0, -1)
    return this.#withText.get(start) !== undefined
  }

  removeEntry(number: number): void {
    this.#removeEntry.run(number)
  }

  /** Entries that rest on the result become unusable with it, and are removed when they are next looked at. */
  removeResult(hash: string): void {
    this.#removeResult.run(hash)
  }

  #insertOne(value: ValueReference): void {
    const { hash, encoding, size, packedSize, digest, inline, classes } = value
    const bytes = inline === undefined ? null : Buffer.from(inline, "base64")
    this.#insertResult.run(hash, encoding, size, packedSize, digest, bytes, classes ? toJson(classes) : null)
  }

  #decode(row: EntryRow): CacheEntry | undefined {
    if (!v.is(entryRow, row)) return undefined
    const notebook = this.#paths.toAbsolute(row.notebook)
    const outputs = this.#outputs(parse(row.outputs))
    const [components, trace] = [parse(row.components), parse(row.trace)]
    if (notebook === undefined || !outputs || !isKeyComponents(components) || !isTrace(trace)) return undefined
    const isForItsRunOnly = row.key.startsWith(ownPrefix(row.run))
    return {
      id: row.id,
      key: isForItsRunOnly ? row.key.slice(ownPrefix(row.run).length) : row.key,
      run: row.run,
      notebook,
      task: row.task,
      time: row.time,
      duration: row.duration,
      components,
      outputs,
      trace: this.#traces.open(trace),
      ...(isForItsRunOnly && { isForItsRunOnly }),
    }
  }

  #outputs(names: unknown): CacheEntry["outputs"] | undefined {
    if (!Array.isArray(names)) return undefined
    const outputs: { name: string; value: ValueReference }[] = []
    for (const pair of names) {
      const [name, hash]: readonly unknown[] = Array.isArray(pair) ? pair : []
      const value = typeof hash === "string" ? this.#reference(hash) : undefined
      if (typeof name !== "string" || !value) return undefined
      outputs.push({ name, value })
    }
    return outputs
  }

  #reference(hash: string): ValueReference | undefined {
    const row = this.#result.get(hash)
    if (!row || !v.is(resultRow, row)) return undefined
    const reference: ValueReference = {
      hash,
      encoding: row.encoding === "zstd" ? "zstd" : "raw",
      size: row.size,
      packedSize: row.packed_size,
      digest: row.digest,
    }
    if (row.inline !== null) reference.inline = row.inline.toString("base64")
    if (row.classes === null) return reference
    const classes = parse(row.classes)
    if (!isClassList(classes)) return undefined
    reference.classes = classes
    return reference
  }
}

/** Before the keys of entries that are no cached results: no look-up by a key finds them, and no other run's takes their place. */
function ownPrefix(run: string): string {
  return `run ${run} `
}

const entryRow = v.looseObject({
  number: integer,
  id: v.string(),
  key: v.string(),
  run: v.string(),
  notebook: v.string(),
  task: v.string(),
  time: anyNumber,
  duration: anyNumber,
  components: v.string(),
  outputs: v.string(),
  trace: v.string(),
})

/** A row that can't be read is a miss, never the end of a run. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

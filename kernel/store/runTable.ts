import type { Database, Statement } from "better-sqlite3"
import * as v from "valibot"
import type { RunRow } from "../flow/ports.ts"
import type { RunFilter } from "../flow/runHistory.ts"
import { isState, isTerminal, type State } from "../flow/state.ts"
import { isObject } from "../isObject.ts"
import { anyNumber, integer } from "../model/schema.ts"
import { AmbiguousRunError, StoreDamagedError } from "./errors.ts"
import { isErrorReport } from "./eventSchema.ts"
import { toJson } from "./json.ts"
import type { NotebookPaths } from "./notebookPaths.ts"
import type { Owner } from "./owner.ts"

/** An unfinished run and whose it is. */
export interface OwnedRun {
  id: string
  owner: Owner
  /** Tells apart the stores that one process opens. */
  token: string
  /** Milliseconds since 1970. */
  leaseUntil: number
}

interface StoredRun {
  id: string
  flow: string
  notebook: string
  state: string
  parameters: string
  started_at: number
  ended_at: number | null
  error: string | null
  parent: string | null
  rerun_of: string | null
  pinned: number | null
  note: string | null
}

/** What a person says about a run. What is absent stays as it is. */
export interface Annotation {
  isPinned?: boolean
  /** Removed when empty. */
  note?: string
}

interface StoredOwner {
  id: string
  owner_pid: number
  owner_start: string | null
  owner_host: string
  owner_token: string
  lease_until: number
}

const insertedColumns = "id, flow, notebook, state, parameters, started_at, ended_at, error, parent, rerun_of"
const runColumns = `${insertedColumns}, pinned, note`
const ownerColumns = "id, owner_pid, owner_start, owner_host, owner_token, lease_until"
const maxNamed = 5

/** The table of flow runs: what lists show of each, and which process it belongs to. */
export class RunTable {
  readonly #file: string
  readonly #paths: NotebookPaths
  readonly #insert: Statement
  readonly #changeState: Statement
  readonly #annotate: Statement<[object]>
  readonly #renew: Statement
  readonly #state: Statement<[string], { state: string; owner_token: string }>
  readonly #unfinished: Statement<[], StoredOwner>
  readonly #list: Statement<[object], StoredRun>
  readonly #listEach: Statement<[object], StoredRun>
  readonly #withSubflows: Statement<[string], { id: string; ended_at: number | null }>
  readonly #remove: Statement<[string]>
  readonly #startingWith: Statement<[object], StoredRun>

  constructor(database: Database, paths: NotebookPaths) {
    this.#file = database.name
    this.#paths = paths
    this.#insert = database.prepare(
      `INSERT INTO runs (${insertedColumns}, owner_pid, owner_start, owner_host, owner_token, lease_until)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#changeState = database.prepare(
      "UPDATE runs SET state = ?, ended_at = coalesce(?, ended_at), error = coalesce(?, error) WHERE id = ?",
    )
    this.#annotate = database.prepare(
      `UPDATE runs SET pinned = coalesce(:pinned, pinned), note = nullif(coalesce(:note, note), '') WHERE id = :id`,
    )
    this.#renew = database.prepare(
      "UPDATE runs SET lease_until = ? WHERE id = ? AND owner_token = ? AND ended_at IS NULL",
    )
    this.#state = database.prepare("SELECT state, owner_token FROM runs WHERE id = ?")
    this.#unfinished = database.prepare(`SELECT ${ownerColumns} FROM runs WHERE ended_at IS NULL ORDER BY id`)
    const chosen = `(:notebook IS NULL OR notebook = :notebook) AND (NOT :topLevel OR parent IS NULL)
       AND (:parent IS NULL OR parent = :parent) AND (:state IS NULL OR state = :state)`
    this.#list = database.prepare(
      `SELECT ${runColumns} FROM runs WHERE ${chosen} ORDER BY started_at DESC, rowid DESC LIMIT :limit`,
    )
    // Numbering the runs of each notebook takes longer than the list itself, so only who asks for it pays.
    this.#listEach = database.prepare(
      `SELECT ${runColumns} FROM (
         SELECT *, rowid AS number,
           row_number() OVER (PARTITION BY notebook ORDER BY started_at DESC, rowid DESC) AS place
         FROM runs WHERE ${chosen})
       WHERE place <= :each ORDER BY started_at DESC, number DESC LIMIT :limit`,
    )
    this.#withSubflows = database.prepare(
      `WITH RECURSIVE family (id) AS (VALUES (?) UNION SELECT runs.id FROM runs JOIN family ON runs.parent = family.id)
       SELECT id, ended_at FROM runs WHERE id IN family ORDER BY started_at, rowid`,
    )
    this.#remove = database.prepare("DELETE FROM runs WHERE id = ?")
    this.#startingWith = database.prepare(
      `SELECT ${runColumns} FROM runs
       WHERE substr(id, 1, length(:prefix)) = :prefix AND (:notebook IS NULL OR notebook = :notebook)
       ORDER BY id <> :prefix, started_at DESC LIMIT ${maxNamed}`,
    )
  }

  insert(run: RunRow, owner: Owner, token: string, leaseUntil: number): void {
    this.#insert.run(
      run.id,
      run.flow,
      this.#paths.toStored(run.notebook),
      run.state,
      toJson(run.parameters),
      run.startedAt,
      run.endedAt ?? (isTerminal(run.state) ? run.startedAt : null),
      run.error ? toJson(run.error) : null,
      run.parent ?? null,
      run.rerunOf ?? null,
      owner.pid,
      owner.start,
      owner.host,
      token,
      leaseUntil,
    )
  }

  /** @param endedAt milliseconds since 1970, when the state is terminal */
  changeState(id: string, state: State, endedAt: number | undefined, error: RunRow["error"]): void {
    this.#changeState.run(state, endedAt ?? null, error ? toJson(error) : null, id)
  }

  /** @returns whether there is such a run */
  annotate(id: string, { isPinned, note }: Annotation): boolean {
    const pinned = isPinned === undefined ? null : Number(isPinned)
    return this.#annotate.run({ id, pinned, note: note ?? null }).changes > 0
  }

  renewLease(id: string, token: string, leaseUntil: number): void {
    this.#renew.run(leaseUntil, id, token)
  }

  /** The state of a run, and whether the token is its owner's; undefined when there is no such run. */
  stateOf(id: string, token: string): { state: State; owned: boolean } | undefined {
    const row = this.#state.get(id)
    if (!row) return undefined
    if (!isState(row.state)) throw this.#unreadable(id)
    return { state: row.state, owned: row.owner_token === token }
  }

  /** The runs that haven't ended, as far as the store knows. */
  unfinished(): readonly OwnedRun[] {
    return this.#unfinished.all().map((row) => {
      if (!v.is(ownerRow, row)) throw this.#unreadable(row.id)
      return {
        id: row.id,
        owner: { pid: row.owner_pid, start: row.owner_start, host: row.owner_host },
        token: row.owner_token,
        leaseUntil: row.lease_until,
      }
    })
  }

  /** Newest first. */
  list({ notebook, topLevel, parent, state, limit, each }: RunFilter): readonly RunRow[] {
    const chosen = {
      notebook: notebook === undefined ? null : this.#paths.toStored(notebook),
      topLevel: topLevel ? 1 : 0,
      parent: parent ?? null,
      state: state ?? null,
      limit: limit ?? -1,
    }
    const rows = each === undefined ? this.#list.all(chosen) : this.#listEach.all({ ...chosen, each })
    return rows.map((row) => this.#decode(row))
  }

  /** A run and those of its subflows, theirs too. */
  withSubflows(id: string): readonly { id: string; hasEnded: boolean }[] {
    return this.#withSubflows.all(id).map((row) => ({ id: row.id, hasEnded: row.ended_at !== null }))
  }

  /** Removes a run with its events. */
  remove(id: string): void {
    this.#remove.run(id)
  }

  /** @throws {AmbiguousRunError} when several ids begin so, and none is the whole of it */
  find(prefix: string, notebook?: string): RunRow | undefined {
    if (prefix === "") return undefined
    const stored = notebook === undefined ? null : this.#paths.toStored(notebook)
    const rows = this.#startingWith.all({ prefix, notebook: stored })
    const [first, second] = rows
    if (second && first?.id !== prefix) {
      throw new AmbiguousRunError(
        prefix,
        rows.map((row) => row.id),
      )
    }
    return first && this.#decode(first)
  }

  #decode(row: StoredRun): RunRow {
    if (!v.is(runRow, row) || !isState(row.state)) throw this.#unreadable(row.id)
    const notebook = this.#paths.toAbsolute(row.notebook)
    if (notebook === undefined) {
      const what = `run ${row.id} is said to be of ${JSON.stringify(row.notebook)}, which is no notebook beside it`
      throw new StoreDamagedError(this.#file, what)
    }
    const parameters = this.#parse(row.id, row.parameters)
    const error = row.error === null ? undefined : this.#parse(row.id, row.error)
    if (!isObject(parameters) || !isErrorOrNone(error)) throw this.#unreadable(row.id)
    return {
      id: row.id,
      flow: row.flow,
      notebook,
      state: row.state,
      parameters,
      startedAt: row.started_at,
      ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
      ...(error !== undefined && { error }),
      ...(row.parent === null ? {} : { parent: row.parent }),
      ...(row.rerun_of === null ? {} : { rerunOf: row.rerun_of }),
      ...(row.pinned === 1 && { isPinned: true }),
      ...(row.note === null ? {} : { note: row.note }),
    }
  }

  #parse(id: string, text: string): unknown {
    try {
      return JSON.parse(text)
    } catch (error) {
      throw this.#unreadable(id, error)
    }
  }

  /** @param id as the store has it, which may be anything */
  #unreadable(id: unknown, cause?: unknown): StoreDamagedError {
    return new StoreDamagedError(this.#file, `what it says about run ${String(id)} can't be read`, { cause })
  }
}

const runRow = v.looseObject({
  id: v.string(),
  flow: v.string(),
  notebook: v.string(),
  state: v.string(),
  parameters: v.string(),
  started_at: anyNumber,
  ended_at: v.nullable(anyNumber),
  error: v.nullable(v.string()),
  parent: v.nullable(v.string()),
  rerun_of: v.nullable(v.string()),
  pinned: v.nullable(v.picklist([0, 1])),
  note: v.nullable(v.string()),
})

const ownerRow = v.looseObject({
  id: v.string(),
  owner_pid: integer,
  owner_start: v.nullable(v.string()),
  owner_host: v.string(),
  owner_token: v.string(),
  lease_until: anyNumber,
})

function isErrorOrNone(value: unknown): value is RunRow["error"] {
  return value === undefined || isErrorReport(value)
}

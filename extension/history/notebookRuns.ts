import { isState, type State } from "../../kernel/flow/state.ts"
import { Fields } from "../../kernel/jupyter/fields.ts"
import { isObject } from "../../kernel/isObject.ts"

/** A flow run, as the command line lists it. */
export interface ListedRun {
  id: string
  /** Absolute path. */
  notebook: string
  state: State
  parameters: Readonly<Record<string, unknown>>
  /** Milliseconds since 1970. */
  startedAt: number
  endedAt?: number
  /** Its name and message. */
  error?: string
  /** The run that it was a subflow of. */
  parent?: string
  rerunOf?: string
}

/** A notebook of the workspace and its latest runs, newest first. */
export interface NotebookRuns {
  /** Absolute path. */
  path: string
  runs: readonly ListedRun[]
}

/**
 * Reads what `tsnb runs --json` prints.
 * @throws when it isn't that
 */
export function decodeRuns(output: string): readonly ListedRun[] {
  const rows: unknown = JSON.parse(output)
  if (!Array.isArray(rows)) throw new TypeError("The list of runs has to be a list")
  return rows.map((row: unknown) => decodeRun(isObject(row) ? row : {}))
}

function decodeRun(row: Readonly<Record<string, unknown>>): ListedRun {
  const fields = new Fields("run", row)
  const state = fields.text("state")
  if (!isState(state)) throw new TypeError(`A run can't be in the state '${state}'`)
  const error = fields.has("error") ? new Fields("error", fields.object("error")) : undefined
  return {
    id: fields.text("id"),
    notebook: fields.text("notebook"),
    state,
    parameters: fields.object("parameters"),
    startedAt: fields.whole("startedAt"),
    ...(fields.has("endedAt") && { endedAt: fields.whole("endedAt") }),
    ...(error && { error: `${error.text("name")}: ${error.text("message")}` }),
    ...(fields.has("parent") && { parent: fields.text("parent") }),
    ...(fields.has("rerunOf") && { rerunOf: fields.text("rerunOf") }),
  }
}

/** Every notebook with its runs, in the order of their paths; runs of notebooks that are gone are left out. */
export function runsByNotebook(notebooks: readonly string[], runs: readonly ListedRun[]): readonly NotebookRuns[] {
  const byNotebook = Map.groupBy(runs, ({ notebook }) => notebook)
  return [...new Set(notebooks)]
    .toSorted((one, other) => one.localeCompare(other))
    .map((path) => ({ path, runs: newestFirst(byNotebook.get(path) ?? []) }))
}

/** A run that was listed twice, for folders of a workspace within each other, counts once. */
function newestFirst(runs: readonly ListedRun[]): readonly ListedRun[] {
  const byId = new Map(runs.map((run) => [run.id, run]))
  return [...byId.values()].toSorted((one, other) => other.startedAt - one.startedAt)
}

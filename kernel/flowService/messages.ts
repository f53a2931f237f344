import type { FlowEvent, NumberedEvent, TaskOutline, TaskRunName } from "../flow/events.ts"
import type { Cleaned } from "../store/cleaning.ts"
import type { Annotation } from "../store/runTable.ts"
import type { CellPlan } from "../session/cellPlan.ts"
import type { ValuePreview } from "../session/valuePreview.ts"
import type { RunResult } from "../session/runResults.ts"
import type { State } from "../flow/state.ts"

/*
 * What a front end and this process say to each other about flows, whatever carries it: a comm, a socket. Every message of
 * the front end's carries an id of its own choosing, `request`, and gets one answer with it: of the type that its line below names, or `failed`. The rest comes by itself.
 */

/** A code cell as it stands in the front end's document. */
export interface SentFlowCell {
  /** What the front end knows the cell by. */
  id: string
  source: string
  /** 1-based line of its first line in the notebook's file: stacks and logs name it. */
  line: number
  /** What its reader calls it, such as `cell 3`. */
  title?: string
}

/** What may be said of a run before it starts. */
export interface FlowOptionsMessage {
  /** Values by the parameters' names. Text is read as the parameter's type asks. */
  parameters: Readonly<Record<string, unknown>>
  /** Only these tasks and what they need. */
  only?: readonly string[]
  /** This task and everything after it again, whatever the cache holds. */
  from?: string
  /** Every task, whatever the cache holds. */
  fresh?: boolean
  /** A person runs the cells of `only`: problems of cells that they don't need don't matter, and no hook runs. */
  alone?: boolean
}

interface Request {
  request: string
}

/** What a front end sends. */
export type ToFlowKernel =
  /**
   * Goes on in the place of a front end that is gone. Its runs are then followed by `events`. Answered by `attached`;
   * refused while the other one is there.
   */
  | (Request & { type: "attach" })
  /**
   * The cells as they are now; what is asked afterwards is about these. The notebook is called as whoever carries the messages
   * has it: over a comm, by its absolute path. Answered by `graph`.
   */
  | (Request & { type: "cells"; notebook: string; cells: readonly SentFlowCell[] })
  /**
   * What has to run so that some cells, given by their ids, have what they read; these included. Tasks run by `run` with
   * `only` and `alone`, the others as cells of the session, by requests that name the cell's id. Answered by `plan`.
   */
  | (Request & { type: "plan"; cells: readonly string[] })
  /** Runs the flow. Answered by `runStarted`; its events follow by themselves, and at last `runEnded`. */
  | (Request & FlowOptionsMessage & { type: "run" })
  /**
   * Goes on from an earlier run (the notebook's latest unless given), with its parameters; with `only`, just these tasks
   * and what they need. Answered as `run` is.
   */
  | (Request & { type: "rerun"; run?: string; from?: string; only?: readonly string[] })
  /** What `run` (or with `rerun`, that run's rerun) would do. Answered by `preview`. */
  | (Request & FlowOptionsMessage & { type: "preview"; rerun?: string })
  /**
   * Ends a run of this kernel's; `runEnded` follows. With `task` only that task, or the one of its elements: what depends on
   * it is skipped, and the run goes on. Answered by `cancelling`.
   */
  | (Request & { type: "cancel"; run: string; task?: string; element?: number })
  /** Removes the results that are kept of the notebook's tasks, or of some; `preview` only counts. Answered by `cleaned`. */
  | (Request & { type: "clean"; tasks?: readonly string[]; preview?: boolean })
  /** Answered by `parameters`. */
  | (Request & { type: "parameters" })
  /** The notebook's latest runs, of other processes too; with `parent` that run's subflows. Answered by `runs`. */
  | (Request & { type: "runs"; limit?: number; parent?: string })
  /** Keeps what a person says about a run; what is absent stays, and an empty note goes. Answered by `annotated`. */
  | (Request & Annotation & { type: "annotate"; run: string })
  /** What the tasks of a run gave, as far as it is still kept. Answered by `results`. */
  | (Request & { type: "results"; run: string })
  /** A value that a task of a run gave, to be looked at. Answered by `value`. */
  | (Request & { type: "value"; run: string; task: string; name: string })
  /**
   * The events of a run after one that the front end knows (0: all of them), by `events` messages with the request's id;
   * then `eventsSent`. When the run is this kernel's and goes on, so do its events, of all types and without that id.
   */
  | (Request & {
      type: "events"
      run: string
      after: number
      /** Only those of these types: a log may be long, and isn't needed to draw a graph. */
      types?: readonly FlowEvent["type"][]
    })

/** A cell in the graph. */
export interface GraphCellMessage {
  id: string
  kind: "plain" | "task" | "hook" | "parameters" | "flow"
  /** The task's name; for other cells how messages call them. */
  name: string
  reads: readonly string[]
  /** Without what a task's cell imports. */
  defines: readonly string[]
  /** The directive's, by name. Durations are milliseconds. */
  options: Readonly<Record<string, unknown>>
}

/** Names that a cell reads from another. What that one imports isn't among them. */
export interface GraphEdgeMessage {
  /** Ids of the cells. */
  from: string
  to: string
  /** None when the second only comes `after` the first. */
  names: readonly string[]
}

/** A problem by its place in a cell. */
export interface CellProblemMessage {
  /** Id of the cell. */
  cell: string
  /** 1-based, within the cell's source. */
  line: number
  /** 1-based, in UTF-16 units. */
  column: number
  message: string
  severity: "error" | "warning"
}

export interface ParameterMessage {
  name: string
  /** The type in the form of `kernel/cell/parameterType.ts`. */
  type: unknown
  help?: string
  /** When its code alone tells it. */
  default?: unknown
}

export interface RunMessage {
  id: string
  flow: string
  state: State
  parameters: Readonly<Record<string, unknown>>
  /** Milliseconds since 1970. */
  startedAt: number
  endedAt?: number
  error?: { name: string; message: string }
  rerunOf?: string
  isPinned?: true
  note?: string
}

/** What the kernel sends. */
export type FromFlowKernel =
  /** The cells as the front end before sent them last, and the runs that go on. */
  | (Request & { type: "attached"; cells: readonly SentFlowCell[]; runs: readonly string[] })
  | (Request & {
      type: "graph"
      flow: string
      cells: readonly GraphCellMessage[]
      edges: readonly GraphEdgeMessage[]
      /** In an order in which they can run; those in cycles are left out. */
      tasks: readonly TaskOutline[]
      problems: readonly CellProblemMessage[]
    })
  /** The cells in an order in which they can run. */
  | (Request & CellPlan & { type: "plan" })
  /** `request` is absent for a run that the flow's own `retries=` started; `rerunOf` names the one before. */
  | (Partial<Request> & { type: "runStarted"; run: string; rerunOf?: string })
  /** Of one run, in order. Those of a run that a subflow started come under that run's own id. */
  | (Partial<Request> & { type: "events"; run: string; events: readonly NumberedEvent[] })
  /** Comes after the run's last event. */
  | { type: "runEnded"; run: string; state: State; error?: { name: string; message: string } }
  | (Request & {
      type: "preview"
      tasks: readonly (TaskRunName & { plan: "cached" | "run" | "skip" | "unknown"; reason: string })[]
    })
  | (Request & { type: "cancelling"; run: string; task?: string; element?: number })
  | (Request & Cleaned & { type: "cleaned" })
  | (Request & { type: "parameters"; parameters: readonly ParameterMessage[] })
  | (Request & { type: "runs"; runs: readonly RunMessage[] })
  | (Request & { type: "annotated"; run: string })
  | (Request & { type: "results"; run: string; results: readonly RunResult[] })
  | (Request & ValuePreview & { type: "value"; run: string; task: string; name: string })
  /** `last` is the sequence of the last event that was sent. */
  | (Request & { type: "eventsSent"; run: string; last: number; isRunning: boolean })
  /** A request that can't be carried out; `request` is absent when the message didn't even have an id. */
  | (Partial<Request> & { type: "failed"; message: string; problems?: readonly CellProblemMessage[] })

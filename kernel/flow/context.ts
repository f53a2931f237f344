import type { Statement } from "../cell/statements.ts"
import type { ErrorReport } from "../model/errorReport.ts"
import type { Output, ValueReference } from "../model/valueReference.ts"
import type { TraceEntry } from "../model/traceEntry.ts"
import type { Dependencies } from "./dependencies.ts"
import type { EarlierRuns } from "./earlier.ts"
import type { FlowEvent, TaskRunName, UnfinishedLine } from "./events.ts"
import { namesRead, type FlowGraph, type TaskNode } from "./graph.ts"
import type { PlainCells } from "./plainCells.ts"
import type { TraceVerifier } from "../runtime/trace/verifier.ts"
import type { AttemptEnd, Executor, FlowStore, Session, SubflowValues } from "./ports.ts"
import type { Recorder } from "./recorder.ts"
import type { Slots } from "./slots.ts"
import type { CancelTask, TaskSignals } from "./taskSignals.ts"

/** The world around a flow run. */
export interface EnginePorts {
  store: FlowStore
  verifier: TraceVerifier
  workers: Executor
  session: Session
  /** The values of plain cells that a person ran; without it the engine evaluates the cells in the session. */
  live?: LiveValues
  /** Version of Node and of the encoding of values: part of every key. */
  runtime: string
  /** A hash of a text that nobody can guess the text from; stands for secret parameters in keys. */
  sealed?: (text: string) => string
  /** Environment variables that Node reads itself, as far as they count: part of every key. */
  variables?: Readonly<Record<string, string>>
  /** Runs another notebook for one of this run's tasks. */
  subflow(request: SubflowRequest): Promise<SubflowValues>
  /** Waits. @throws the signal's reason when it is aborted first */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
  /** The time, in milliseconds since 1970. */
  now: () => number
  /** From 0 to 1, for jitter and ids. */
  random(): number
  /** Told how to cancel single task runs, before any begins. */
  onCancellable?(cancel: CancelTask): void
  /** Told of each task's results as they come about, before the run's end is told. */
  onResults?(results: ReadonlyMap<string, ValueReference | readonly ValueReference[]>): void
  /** Told now and then what there is of a line that a task hasn't finished, and when it is. */
  onUnfinished?: ((line: UnfinishedLine) => void) | undefined
}

/** Where plain cells that a person ran have their values. */
export interface LiveValues {
  /** Stores the present values of names; what can't be stored says why. */
  store(names: readonly string[]): Promise<readonly Output[]>
  /** Told of a task's value that can't be stored: whoever reads it is still to come. */
  refuse(name: string, problem: string): void
}

export interface SubflowRequest {
  /** Absolute path. */
  notebook: string
  parameters: Readonly<Record<string, unknown>>
  /** Id of the flow run that asks; absent when a person's own cell does. */
  parent?: string
  /** The label of that one's task run that asks; absent when a plain cell does. */
  parentTask?: string
  /** Number of the attempt that asks. */
  attempt?: number
  /** What asked in the same place in a run that the flow run goes on from. */
  before?: AskedThen
  signal: AbortSignal
}

/** What asked for subflows in an earlier flow run. */
export interface AskedThen {
  /** Id of that flow run. */
  run: string
  /** The label that the task run had there; absent when a plain cell asked. */
  task?: string
  /** When its last attempt began, in milliseconds since 1970. */
  since?: number
}

/** What stood in the place of a flow run in the one that it goes on from. */
export function askedBefore({ rerunOf }: FlowPlan, task?: string): { before?: AskedThen } {
  return rerunOf === undefined ? {} : { before: { run: rerunOf, ...(task !== undefined && { task }) } }
}

/** A plain cell that was evaluated before its run began. */
export interface EvaluatedCell {
  label: string
  line: number
  source: string
  /** The session's life in which its values are. */
  life: number
  outputs: readonly Output[]
  trace: readonly TraceEntry[]
  /** What it said meanwhile. */
  told: readonly FlowEvent[]
}

/** What is run, and how. */
export interface FlowPlan {
  /** Id of the flow run. */
  run: string
  /** Absolute path of the notebook. */
  notebook: string
  graph: FlowGraph
  dependencies: Dependencies
  /** Hashes of the tasks' code by name, as the notebook's text has it: without the values that parameters were given. */
  code?: ReadonlyMap<string, string>
  parameters: Readonly<Record<string, unknown>>
  /** The same as JSON that says all of them. */
  exactParameters?: Readonly<Record<string, string>>
  /** Names of parameters whose values are kept nowhere. */
  secrets?: ReadonlySet<string>
  /** The tasks to bring about. */
  targets: ReadonlySet<string>
  /** The tasks that run whatever the cache holds. */
  forced: ReadonlySet<string>
  concurrency: number
  /** Results that are there already, of tasks that aren't targets. */
  given?: ReadonlyMap<string, ValueReference | readonly ValueReference[]>
  /** The plain cells that were evaluated already. */
  evaluated?: readonly EvaluatedCell[]
  parent?: string
  parentTask?: string
  /** The flow run that this one goes on from. */
  rerunOf?: string
  /** Ids of the flow runs before that were tries of the same request, where the flow says `retries=`. */
  tries?: ReadonlySet<string>
  /** Another try follows when this one fails. */
  isTriedAgain?: boolean
}

/** What the parts of a running flow share. */
export interface FlowContext {
  plan: FlowPlan
  ports: EnginePorts
  recorder: Recorder
  slots: Slots
  plainCells: PlainCells
  /** The runs that this one goes on from. */
  earlier: EarlierRuns
  /** Values by name, as they come to be known. */
  values: Map<string, ValueReference | readonly ValueReference[]>
  /** For names of plain cells their values after other plain cells that may have changed them, by these cells' positions. */
  versions: Map<string, Map<number, ValueReference>>
  /** Names of plain cells whose values can't be stored once others have changed them. */
  early: Set<string>
  /** Names of plain cells whose values can't be stored. */
  unstorable: Set<string>
  /** Those of them that are another each time they are made, until the person is told. */
  remadeByChance: Set<string>
  /** The tasks that gave nothing: they failed, or were skipped. */
  absent: Set<string>
  /** It only looks at what a run would do: nothing outside may change. */
  isPreview: boolean
  /** The set-up of which the person was told that it better were a task. */
  toldSetup: Set<Statement>
  /** What the run's evaluations depended on, for the task that asked for it; kept for subflows alone. */
  trace: Map<string, TraceEntry>
  /** Why that may not be all, each as a clause. */
  doubts: Set<string>
  /** Names that some other cell reads. */
  read: ReadonlySet<string>
  /** The tasks whose log says already what their `reads=` doesn't find. */
  hinted: Set<string>
  /** What tasks did that no trace can see, in words, and by their names the first task runs that did. */
  unseen: Map<string, Map<string, Doer>>
  /** For a task the one that most likely runs after it. */
  followers: ReadonlyMap<string, TaskNode>
  /** Ends everything else after a task's failure, if the flow says so. To be called before another attempt may take its place. */
  heedFailure(task: TaskNode): void
  /** Aborted when the flow run is cancelled, stopped or out of time. */
  signal: AbortSignal
  /** Aborted with it, or when a task run is cancelled alone. */
  signals: TaskSignals
}

/** An attempt of a task run that did something. */
export type Doer = TaskRunName & { attempt: number }

/** What a run comes to know, before it knows any of it. */
export function nothingKnown({
  graph,
  secrets,
}: FlowPlan): Pick<
  FlowContext,
  | "values"
  | "versions"
  | "early"
  | "unstorable"
  | "remadeByChance"
  | "absent"
  | "toldSetup"
  | "trace"
  | "doubts"
  | "read"
  | "hinted"
  | "unseen"
> {
  return {
    values: new Map(),
    versions: new Map(),
    early: new Set(),
    unstorable: new Set(secrets),
    remadeByChance: new Set(),
    absent: new Set(),
    toldSetup: new Set(),
    trace: new Map(),
    doubts: new Set(),
    read: namesRead(graph),
    hinted: new Set(),
    unseen: new Map(),
  }
}

/** Remembers what an evaluation of a subflow depended on, whether it completed or failed. */
export function rememberTrace(
  { plan, trace, doubts }: FlowContext,
  end: Pick<AttemptEnd, "trace"> & Partial<AttemptEnd>,
): void {
  if (plan.parent === undefined) return
  for (const entry of end.trace) trace.set(JSON.stringify(entry), entry)
  const name = `the subflow ${plan.graph.name}`
  for (const what of end.changed ?? []) doubts.add(`${what} changed while ${name} ran`)
  for (const doubt of end.doubts ?? []) doubts.add(doubt)
  if (end.outcome?.kind === "crashed") doubts.add(`a process of ${name} died`)
  if (end.outcome?.kind === "timedOut") doubts.add(`a task of ${name} timed out`)
}

/** A cell failed before the task that needs it could run; the report is the cell's own. */
export class CellFailure extends Error {
  override readonly name = "CellFailure"
  readonly report: ErrorReport
  /** The state of a task that needs the cell: `crashed` when the process died in which it was evaluated. */
  readonly state: "failed" | "crashed"

  constructor(report: ErrorReport, state: "failed" | "crashed" = "failed") {
    super(report.message)
    this.report = report
    this.state = state
  }
}

/** What became of an evaluation that didn't complete. */
export function cellFailure({
  kind,
  error,
}: Exclude<AttemptEnd["outcome"], { kind: "completed" | "cancelled" }>): CellFailure {
  return new CellFailure(error, kind === "crashed" ? "crashed" : "failed")
}

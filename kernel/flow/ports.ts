import type { TraceEntry } from "../model/traceEntry.ts"
import type { ErrorReport } from "../model/errorReport.ts"
import type { Evaluate, FromProcess, Input, Outcome, SubflowTrace } from "../model/processMessages.ts"
import type { ValueReference } from "../model/valueReference.ts"
import type { EarlierTask } from "./earlier.ts"
import type { FlowEvent, NumberedEvent, TaskRunName } from "./events.ts"
import type { State } from "./state.ts"

/**
 * What a key is the hash of. Kept beside each entry, so that a miss can be explained component by component.
 */
export interface KeyComponents {
  /** Version of this list; a new meaning of a component means new keys. */
  schema: number
  /** Version of Node and of the value encoding: another runtime may compute something else. */
  runtime: string
  /** The task's code, formatting and comments taken out. */
  code: string
  /** Code of the statements made again in the worker, by the names that they define. */
  remade: Readonly<Record<string, string>>
  /**
   * By each name that these statements define, a short hash of its own ones. The key doesn't rest on it: only the words of
   * why it is another do. Entries of older versions have none.
   */
  definitions?: Readonly<Record<string, string>>
  /** Content hash of every value handed in, by name; of a `for=` task's results one hash over all. */
  inputs: Readonly<Record<string, string>>
  /** `version=` */
  version: string
  /** What the options say about what is looked at, by option; a task without such options has none. */
  looks?: Readonly<Record<string, string>>
  /** Short hashes of the environment variables that Node reads itself, such as `TZ`, by name; absent when none is set. */
  variables?: Readonly<Record<string, string>>
}

/** A completed attempt that may be used again: results by name, and what it was seen to depend on. */
export interface CacheEntry {
  id: string
  key: string
  /** Id of the flow run that computed it. */
  run: string
  notebook: string
  task: string
  /** Milliseconds since 1970. */
  time: number
  /** Milliseconds that the attempt took. */
  duration: number
  components: KeyComponents
  outputs: readonly { name: string; value: ValueReference }[]
  trace: readonly TraceEntry[]
  /** It is no cached result: only a run that goes on from its own may use it. */
  isForItsRunOnly?: true
}

/** A flow run as lists show it. */
export interface RunRow {
  id: string
  flow: string
  /** Absolute path. */
  notebook: string
  state: State
  parameters: Readonly<Record<string, unknown>>
  startedAt: number
  endedAt?: number
  error?: ErrorReport
  parent?: string
  rerunOf?: string
  /** A person wants to keep it: neither it nor its results are removed with others. */
  isPinned?: true
  /** What a person has written about it. */
  note?: string
}

/**
 * What the engine needs of a store. A store is used by several processes at once: what may have to wait for another one
 * gives a promise, and gives up after a while.
 */
export interface FlowStore {
  /**
   * Records a flow run as owned by this process, with its first events.
   * The run is `running` for other processes as long as this process lives and renews its lease.
   * @returns the events as they are recorded
   */
  startRun(run: RunRow, events: readonly FlowEvent[]): Promise<readonly NumberedEvent[]>
  /**
   * Appends events, and keeps entries, in one transaction; a `flowStateChanged` among them changes the run's row.
   * @returns the events as they are recorded
   * @throws {RunLostError} when the run isn't this process's any more (another declared it crashed)
   */
  record(run: string, events: readonly FlowEvent[], entries?: readonly CacheEntry[]): Promise<readonly NumberedEvent[]>
  /**
   * Gives up a run of this process that can't be carried on: it is crashed, and so are its task runs under way. What was
   * recorded of it stays. When the store refuses even that, `reconcile` declares the run crashed later.
   * @returns the events that say so; none when the run isn't this process's any more, or has ended
   */
  abandon(run: string, error: ErrorReport): Promise<readonly NumberedEvent[]>
  /** The entries under a key, newest first. */
  candidates(key: string): Promise<readonly CacheEntry[]>
  /**
   * What a flow run had of a task, then the run that it went on from, and so on.
   * @param run id of that flow run
   */
  earlierTasks(run: string, task: string): readonly EarlierTask[]
  /** The newest entry of a task, whatever its key; for explaining a miss. */
  latestEntry(notebook: string, task: string): CacheEntry | undefined
  /** What is kept of a `for=` task's elements, whatever their keys, the newest first. */
  elementEntries(notebook: string, task: string): Iterable<{ index: number; components: KeyComponents }>
  /**
   * How a task run ended in the notebook's latest run that has ended, for explaining that it has to run once more.
   * @param except id of the run that asks
   * @param fingerprint of the element: where runs have them, an equal one is meant, and not the one in the same place
   */
  lastEnd(
    notebook: string,
    name: TaskRunName,
    except: string,
    fingerprint?: string,
  ): { run: string; state: State } | undefined
  /** Forgets everything that rests on a result that turned out gone or damaged. */
  dropResult(hash: string): Promise<void>
  /** Whether the result's bytes are there and have their digest. */
  isIntact(value: ValueReference): Promise<boolean>
}

/** One evaluation to be carried out in a process of its own. */
export interface Attempt {
  evaluation: Omit<Evaluate, "type" | "attempt">
  /** Milliseconds; the process is killed when they are over. */
  timeout?: number
  /** Upper bound of the JavaScript heap, in bytes; the executor's own when absent. */
  memory?: number
  /** The process that it may run in: another set-up than its own must never have run there. */
  isolation?: Isolation
  /** Ends the attempt as `cancelled`, by killing its process. */
  signal: AbortSignal
  /** Called for what the attempt says while it runs. */
  onMessage(message: AttemptMessage): void
  /**
   * Runs another notebook on the attempt's behalf. A {@link SubflowFailedError} says what a failure depended on.
   * @param ended aborted when the attempt ends, and nobody waits for the subflow any more
   */
  onSubflow(notebook: string, parameters: Readonly<Record<string, unknown>>, ended: AbortSignal): Promise<SubflowValues>
}

/** What tells processes apart that otherwise are as good as any other. */
export interface Isolation {
  /** Hash of the set-up that the attempt runs in its process, and that stays there; empty without any. */
  setup: string
  /** No other attempt may run in the process afterwards: its set-up can't be run there once more. */
  isFresh: boolean
}

/** What an attempt says while it runs. */
export type AttemptMessage = Extract<
  FromProcess,
  { type: "logged" | "writing" | "displayed" | "progressed" | "waiting" | "artifactMade" }
>

/** How an attempt ended. */
export interface AttemptEnd {
  outcome:
    | Exclude<Outcome, { kind: "stale" }>
    | { kind: "timedOut"; error: ErrorReport }
    /** `isKilled`: by a signal that the code in the process didn't bring upon itself, as far as can be told. */
    | { kind: "crashed"; error: ErrorReport; isKilled?: boolean }
    | { kind: "cancelled" }
  trace: readonly TraceEntry[]
  /** Inputs that changed while the attempt ran: the result isn't kept. */
  changed: readonly string[]
  /** Why the trace of a subflow that it ran may not be all, each as a clause: the result isn't kept. */
  doubts?: readonly string[]
  /** What the attempt did that no trace can see, in words. */
  unseen?: readonly string[]
  /** Milliseconds. */
  duration: number
}

/** Name of the error with which a session says that it died before an evaluation's turn came. */
export const sessionLostName = "SessionLost"

/** Where attempts run. */
export interface Executor {
  /** Runs an attempt to its end, whatever that is; rejects only when no process can be started at all. */
  run(attempt: Attempt): Promise<AttemptEnd>
}

/** Where plain cells are evaluated, one after the other: their values stay there. */
export interface Session extends Executor {
  /** Counts its processes: another number means that the values of the evaluations before are gone. */
  readonly life: number
}

/** What a subflow gives back to the task that asked for it. */
export interface SubflowValues extends SubflowTrace {
  /** Absolute path of the folder with the subflow's results. */
  results: string
  values: readonly Input[]
}

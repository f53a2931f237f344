import type { Artifact, LogLevel, MimeBundle } from "../api/types.ts"
import type { ErrorReport } from "../model/errorReport.ts"
import type { State } from "./state.ts"

/** Which task run an event is about. */
export interface TaskRunName {
  /** The task's name. */
  task: string
  /** Position in the list of a `for=` task; absent for others. */
  element?: number
  /** What people call the element, by `label=`. */
  elementLabel?: string
}

/** A task as the flow run saw it when it started, for views that draw the graph. */
export interface TaskOutline {
  name: string
  /** Names of the tasks that this one waits for. */
  dependsOn: readonly string[]
  tags: readonly string[]
  /** 1-based line of the cell in the notebook. */
  line: number
  /** Hash of all code that the task's result depends on, as the notebook's text has it; absent in what older versions recorded. */
  code?: string
}

interface EventBase {
  /** Milliseconds since 1970. */
  time: number
  /** Id of the flow run. */
  run: string
}

interface TaskEventBase extends EventBase, TaskRunName {
  /** Number of the attempt, from 1; 0 before the first. */
  attempt: number
}

export interface FlowStarted extends EventBase {
  type: "flowStarted"
  flow: string
  notebook: string
  parameters: Readonly<Record<string, unknown>>
  /** The parameters' values once more, as JSON that says all of them; without secret ones, and those that no text can say. */
  exactParameters?: Readonly<Record<string, string>>
  tasks: readonly TaskOutline[]
  /** Names of the tasks that were to run whatever the cache holds; absent when there are none. */
  forced?: readonly string[]
  /** The flow run whose task asked for this one, when it is a subflow. */
  parent?: string
  /** The label of the task run that asked for it, when it is a subflow that a task asked for. */
  parentTask?: string
  /** The flow run that this one goes on from. */
  rerunOf?: string
}

export interface FlowStateChanged extends EventBase {
  type: "flowStateChanged"
  state: State
  error?: ErrorReport
}

/** The list of a `for=` task is known now. */
export interface ElementsKnown extends EventBase {
  type: "elementsKnown"
  task: string
  count: number
}

export interface TaskStateChanged extends TaskEventBase {
  type: "taskStateChanged"
  state: State
  /** With a failure that its task allows for, by `failures=keep`: the task goes on without the element. */
  isAllowed?: true
  /** Why: what changed since last time, what failed upstream, how long until the retry. */
  reason?: string
  error?: ErrorReport
  /** When the next attempt starts, in milliseconds since 1970; only with `retrying`. */
  retryAt?: number
  /** How long the attempt (or, when cached, the kept attempt) took, in milliseconds. */
  duration?: number
  /** The flow run that computed the results, when cached. */
  cachedFrom?: string
  /** What the task run was called in that flow run, where it has another name or place in its list by now. */
  cachedAs?: TaskRunName
  /** Tells the element of a `for=` task from the others, wherever it is in the list; with its first attempt, or when cached. */
  fingerprint?: string
}

export interface Logged extends TaskEventBase {
  type: "logged"
  level: LogLevel
  text: string
}

/** What there is of a line that a task hasn't finished. It is no event: nobody keeps it, and the line is logged when it ends. */
export interface UnfinishedLine extends TaskRunName {
  /** Id of the flow run. */
  run: string
  level: LogLevel
  /** What it begins with, or the end of that; empty when it is finished. */
  text: string
}

export interface Progressed extends TaskEventBase {
  type: "progressed"
  done: number
  total: number
  label?: string
}

/** The cell has ended, and the attempt waits for work that it left. */
export interface Waiting extends TaskEventBase {
  type: "waiting"
  /** In words: `1 server, 2 timers`. */
  what: string
}

export interface Displayed extends TaskEventBase {
  type: "displayed"
  data: MimeBundle
  metadata?: MimeBundle
  /** Takes the place of what the task displayed before under the same id. */
  displayId?: string
}

export interface ArtifactMade extends TaskEventBase {
  type: "artifactMade"
  artifact: Artifact
}

/** One fact about a run; every view is drawn from these. */
export type FlowEvent =
  | FlowStarted
  | FlowStateChanged
  | ElementsKnown
  | TaskStateChanged
  | Logged
  | Progressed
  | Waiting
  | Displayed
  | ArtifactMade

/** An event and its place among those of its run, from 1 without gaps. */
export interface NumberedEvent {
  sequence: number
  event: FlowEvent
}

/** Events with their places. @param first that of the first one */
export function numbered(events: readonly FlowEvent[], first: number): readonly NumberedEvent[] {
  return events.map((event, index) => ({ sequence: first + index, event }))
}

/** Types of events that tell everything of a run but what its tasks wrote and displayed. */
export const stateTypes = [
  "flowStarted",
  "flowStateChanged",
  "elementsKnown",
  "taskStateChanged",
  "progressed",
  "waiting",
  "artifactMade",
] as const satisfies readonly FlowEvent["type"][]

/** A flow event before the engine adds the run and the time. */
export type EventBody = FlowEvent extends infer Event
  ? Event extends FlowEvent
    ? Omit<Event, "time" | "run"> & { time?: number }
    : never
  : never

/** A task run as people read it: `readTrain`, `month[3]`, or with its element's label `month[3: April]`. */
export function taskRunTitle(name: TaskRunName): string {
  return name.elementLabel === undefined ? taskRunLabel(name) : `${name.task}[${name.element}: ${name.elementLabel}]`
}

/** What tells task runs apart: `readTrain`, or `month[3]` for an element of a `for=` task. */
export function taskRunLabel(name: TaskRunName): string {
  return name.element === undefined ? name.task : `${name.task}[${name.element}]`
}

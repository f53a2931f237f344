import type { ErrorReport } from "../model/errorReport.ts"
import {
  taskRunLabel,
  type ArtifactMade,
  type Displayed,
  type FlowEvent,
  type Progressed,
  type TaskOutline,
  type TaskRunName,
  type TaskStateChanged,
  type Waiting,
} from "./events.ts"
import { flowOutcome, isState, isSuccess, isTerminal, nextState, type State } from "./state.ts"

/** The elements of a `for=` task, as far as they are known. */
export interface ElementsView {
  count: number
  /** How many are in each state. */
  states: Readonly<Partial<Record<State, number>>>
}

/** A task run as views show it; times are in milliseconds since 1970. */
export interface TaskRunView extends TaskRunName {
  state: State
  /** Number of the latest attempt; 0 before the first. */
  attempt: number
  /** When the first attempt started. */
  startedAt?: number
  /** When the latest attempt started. */
  attemptStartedAt?: number
  endedAt?: number
  /** Milliseconds that the attempt that gave the results took, also when they come from the cache. */
  duration?: number
  reason?: string
  /** Why it ran, kept when it has ended. */
  ranBecause?: string
  error?: ErrorReport
  /** When the next attempt starts; only while `retrying`. */
  retryAt?: number
  /** The flow run that computed the results, when cached. */
  cachedFrom?: string
  /** What the task run was called in that flow run, where it has another name or place in its list by now. */
  cachedAs?: TaskRunName
  progress?: { done: number; total: number; label?: string }
  /** What it waits for after its cell's end, in words; only while `running`. */
  waitingFor?: string
  /** How many outputs and artifacts it has shown. */
  displays: number
  artifacts: number
  /** Only of a `for=` task itself. */
  elements?: ElementsView
  /** The state follows from those of the elements; a word of the engine about the task as a whole outranks it. */
  derived?: true
}

/** A flow run as its events tell it. */
export interface RunView {
  /** Id of the flow run; empty until the first event. */
  run: string
  flow: string
  notebook: string
  parameters: Readonly<Record<string, unknown>>
  state: State
  startedAt?: number
  endedAt?: number
  error?: ErrorReport
  parent?: string
  /** The label of the parent's task run that asked for this run. */
  parentTask?: string
  rerunOf?: string
  /** The graph as it was when the run started. */
  outline: readonly TaskOutline[]
  /** Task runs by their label (`readTrain`, `month[3]`), in the order in which they became known. */
  taskRuns: Map<string, TaskRunView>
}

/** A run of which nothing has been told yet. */
export function emptyRunView(): RunView {
  return { run: "", flow: "", notebook: "", parameters: {}, state: "pending", outline: [], taskRuns: new Map() }
}

/** What a run's events amount to. */
export function foldEvents(events: Iterable<FlowEvent>): RunView {
  const view = emptyRunView()
  for (const event of events) applyEvent(view, event)
  return view
}

/**
 * Brings a view up to date. The view itself is changed: to copy it for each of a long run's events would take
 * quadratic time. A task run that changes becomes a new object, so whoever draws a list can compare by identity.
 */
export function applyEvent(view: RunView, event: FlowEvent): void {
  view.run = event.run
  switch (event.type) {
    case "flowStarted":
      view.flow = event.flow
      view.notebook = event.notebook
      view.parameters = event.parameters
      view.startedAt = event.time
      view.outline = event.tasks
      if (event.parent !== undefined) view.parent = event.parent
      if (event.parentTask !== undefined) view.parentTask = event.parentTask
      if (event.rerunOf !== undefined) view.rerunOf = event.rerunOf
      for (const { name } of event.tasks) update(view, { task: name }, {})
      return
    case "flowStateChanged":
      changeFlowState(view, event.state, event.time, event.error)
      return
    case "elementsKnown":
      countElements(view, event.task, event.count)
      followElements(view, event.task, event.time)
      return
    case "taskStateChanged":
      changeTaskState(view, event)
      return
    case "progressed":
    case "waiting":
    case "displayed":
    case "artifactMade":
      showOutput(view, event)
      return
    case "logged":
    // Lines are read from the store when somebody asks for them; a run may have millions.
  }
}

function showOutput(view: RunView, event: Progressed | Waiting | Displayed | ArtifactMade): void {
  const before = view.taskRuns.get(taskRunLabel(event))
  // Plain cells and hooks show things as well, and aren't task runs.
  if (!before) return
  if (event.type === "displayed") update(view, event, { displays: before.displays + 1 })
  if (event.type === "artifactMade") update(view, event, { artifacts: before.artifacts + 1 })
  if ((event.type !== "progressed" && event.type !== "waiting") || isLate(before, event.attempt)) return
  if (event.type === "waiting") return update(view, event, { waitingFor: event.what })
  const { done, total, label } = event
  update(view, event, { progress: label === undefined ? { done, total } : { done, total, label } })
}

function taskRun(view: RunView, name: TaskRunName): TaskRunView {
  const known = view.taskRuns.get(taskRunLabel(name))
  if (known) return known
  const { task, element, elementLabel } = name
  const place =
    element === undefined ? { task } : { task, element, ...(elementLabel !== undefined && { elementLabel }) }
  return { ...place, state: "pending", attempt: 0, displays: 0, artifacts: 0 }
}

function update(view: RunView, name: TaskRunName, changes: Partial<TaskRunView>): void {
  view.taskRuns.set(taskRunLabel(name), { ...taskRun(view, name), ...changes })
}

function isLate(before: TaskRunView, attempt: number): boolean {
  return isTerminal(ownState(before)) || (attempt > 0 && attempt < before.attempt)
}

function changeFlowState(view: RunView, next: State, time: number, error: ErrorReport | undefined): void {
  if (nextState(view.state, next) !== next || isTerminal(view.state)) return
  view.state = next
  if (error) view.error = error
  if (isTerminal(next)) view.endedAt = time
  if (next === "retrying") startOver(view)
}

/** A flow's own retry takes up again whatever didn't succeed. */
function startOver(view: RunView): void {
  const counts = new Map<string, number>()
  for (const [label, before] of view.taskRuns) {
    if (!isTerminal(before.state) || isSuccess(before.state)) continue
    const { task, element, elementLabel, displays, artifacts } = before
    const place =
      element === undefined ? { task } : { task, element, ...(elementLabel !== undefined && { elementLabel }) }
    view.taskRuns.set(label, { ...place, state: "pending", attempt: 0, displays, artifacts })
    if (before.elements) counts.set(task, before.elements.count)
  }
  for (const [task, count] of counts) countElements(view, task, count)
}

function changeTaskState(view: RunView, event: TaskStateChanged): void {
  const before = taskRun(view, event)
  if (isLate(before, event.attempt) || nextState(ownState(before), event.state) !== event.state) return
  const after: TaskRunView = { ...before, state: event.state, attempt: Math.max(before.attempt, event.attempt) }
  // It was to have another, which never began.
  const neverBegan = event.state === "cancelled" || event.state === "skipped"
  if (neverBegan && event.attempt === 0 && before.state === "queued") after.attempt -= 1
  if (event.state === "running" && (before.state !== "running" || after.attempt > before.attempt)) {
    after.startedAt ??= event.time
    after.attemptStartedAt = event.time
    delete after.progress
  }
  if (isTerminal(event.state)) after.endedAt = event.time
  if (isSuccess(event.state)) delete after.error
  // What was said of the state before isn't true of this one.
  for (const name of ["reason", "retryAt", "waitingFor", "derived"] as const) delete after[name]
  if (event.reason !== undefined) after.reason = event.reason
  if (event.state === "running" && event.reason !== undefined) after.ranBecause = event.reason
  if (event.error) after.error = event.error
  if (event.retryAt !== undefined) after.retryAt = event.retryAt
  if (event.duration !== undefined) after.duration = event.duration
  if (event.cachedFrom !== undefined) after.cachedFrom = event.cachedFrom
  if (event.cachedAs) after.cachedAs = event.cachedAs
  view.taskRuns.set(taskRunLabel(event), after)
  if (event.element !== undefined) moveElement(view, event, before.state)
}

/** The state that the engine itself gave to a task run. */
function ownState(taskRun: TaskRunView): State {
  return taskRun.derived ? "pending" : taskRun.state
}

function countElements(view: RunView, task: string, count: number): void {
  const states: Partial<Record<State, number>> = {}
  for (let element = 0; element < count; element++) {
    const { state } = taskRun(view, { task, element })
    states[state] = (states[state] ?? 0) + 1
  }
  update(view, { task }, { elements: { count, states } })
}

function moveElement(view: RunView, { task, state, time }: TaskStateChanged, before: State): void {
  const { elements } = taskRun(view, { task })
  if (!elements) return
  const states = { ...elements.states, [before]: (elements.states[before] ?? 1) - 1 }
  states[state] = (states[state] ?? 0) + 1
  if (states[before] === 0) delete states[before]
  update(view, { task }, { elements: { count: elements.count, states } })
  followElements(view, task, time)
}

function followElements(view: RunView, task: string, time: number): void {
  const group = taskRun(view, { task })
  if (!group.elements || isTerminal(ownState(group))) return
  const state = stateOfElements(group.elements)
  if (state === undefined) return
  const changes: Partial<TaskRunView> = { state, derived: true, startedAt: group.startedAt ?? time }
  if (isTerminal(state)) changes.endedAt = time
  update(view, { task }, changes)
}

/** What a `for=` task's elements make of it; undefined as long as none of them began. */
function stateOfElements({ count, states }: ElementsView): State | undefined {
  const present = Object.keys(states).filter(isState)
  const [only] = present
  if (present.length === 1 && (only === "cached" || only === "skipped")) return only
  const ended = present.reduce((sum, state) => sum + (isTerminal(state) ? (states[state] ?? 0) : 0), 0)
  if (ended === count) return flowOutcome(present)
  return present.every((state) => state === "pending" || state === "queued") ? undefined : "running"
}

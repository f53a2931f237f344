import { taskRunLabel, type FlowEvent, type FlowStarted } from "../../flow/events.ts"
import type { RunRow } from "../../flow/ports.ts"
import { applyEvent, emptyRunView, type RunView, type TaskRunView } from "../../flow/runView.ts"
import type { Store } from "../../store/store.ts"
import type { CellShown } from "../jupyter/toJupyter.ts"
import { RunLog } from "./runLog.ts"
import { TaskShows } from "./taskShows.ts"

/** A flow run as the store has it, with all that is worth sharing. */
export interface RecordedRun {
  row: RunRow
  view: RunView
  /** By the task's name, or the label of another cell. What comes from the cache is what was shown then. */
  shown: ReadonlyMap<string, CellShown>
  /** Why task runs ran, by their labels. */
  reasons: ReadonlyMap<string, string>
  log: RunLog
}

/** Reads a run from its store. */
export function readRun(store: Store, row: RunRow): RecordedRun {
  const view = emptyRunView()
  const log = new RunLog()
  const reasons = new Map<string, string>()
  let shows: TaskShows | undefined
  for (const { event } of store.events(row.id)) {
    if (event.type === "flowStarted") shows ??= new TaskShows(event)
    applyEvent(view, event)
    shows?.add(event)
    if (event.type === "logged") log.add(event)
    if (event.type === "taskStateChanged" && event.state === "running" && event.reason !== undefined) {
      reasons.set(taskRunLabel(event), event.reason)
    }
  }
  for (const taskRun of view.taskRuns.values()) shows?.addEarlier(taskRun, earlierEvents(store, taskRun))
  return { row, view, shown: shows?.end(view) ?? new Map<string, CellShown>(), reasons, log }
}

/** What a cached task's run showed that computed the results; nothing, when that run isn't in the history any more. */
function* earlierEvents(store: Store, { task, cachedFrom }: TaskRunView): Generator<FlowEvent> {
  if (cachedFrom === undefined) return
  const started = startOf(store, cachedFrom)
  if (!started) return
  yield started
  for (const { event } of store.events(cachedFrom, { task, types: ["logged", "displayed", "artifactMade"] }))
    yield event
}

function startOf(store: Store, run: string): FlowStarted | undefined {
  for (const { event } of store.events(run, { types: ["flowStarted"] })) if (event.type === "flowStarted") return event
  return undefined
}

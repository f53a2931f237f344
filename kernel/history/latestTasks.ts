import type { FlowEvent } from "../flow/events.ts"
import { foldEvents, type RunView } from "../flow/runView.ts"
import { isTerminal } from "../flow/state.ts"
import { TaskOutputs } from "../session/taskOutputs.ts"
import type { Store } from "../store/store.ts"
import type { LatestTask } from "./messages.ts"
import { OutputList } from "./outputList.ts"

/** How many runs are looked through, newest first, for tasks that the newer ones left out. */
const mostRuns = 20
const stateTypes = ["flowStarted", "flowStateChanged", "elementsKnown", "taskStateChanged"] as const

/** A run that goes on, whose events are to be followed. */
export interface GoingRun {
  run: string
  tasks: ReadonlySet<string>
}

/**
 * The tasks of a notebook as they last ran, each in the latest run that it had a part in.
 * @param notebook absolute path
 * @returns also the run that still goes on, without its tasks
 */
export function latestTasks(
  store: Store,
  notebook: string,
  tasks: readonly string[],
): { tasks: readonly LatestTask[]; going?: GoingRun } {
  const missing = new Set(tasks)
  const found: LatestTask[] = []
  let going: GoingRun | undefined
  for (const { id } of store.runs({ notebook, topLevel: true, limit: mostRuns })) {
    if (missing.size === 0) break
    const view = foldEvents(eventsOf(store, id, stateTypes))
    const here = [...missing].filter((task) => view.taskRuns.has(task))
    for (const task of here) missing.delete(task)
    if (isTerminal(view.state)) found.push(...shownTasks(store, view, here))
    // Of several, the latest; what the others did in it shows when they have ended.
    else going ??= { run: id, tasks: new Set(here) }
  }
  return { tasks: found, ...(going && { going }) }
}

function shownTasks(store: Store, view: RunView, names: readonly string[]): readonly LatestTask[] {
  const outlines = new Map(view.outline.map((outline) => [outline.name, outline]))
  const lists = new Map(names.map((name) => [name, new OutputList()]))
  const bySource = Map.groupBy(names, (name) => view.taskRuns.get(name)?.cachedFrom ?? view.run)
  for (const [run, shown] of bySource) replay(store, run, shown, lists)
  return names.flatMap((name) => {
    const taskRun = view.taskRuns.get(name)
    const list = lists.get(name)
    if (!taskRun || !list) return []
    const { code, line } = outlines.get(name) ?? {}
    const about = { ...(code !== undefined && { code }), ...(line !== undefined && { line }) }
    const { run, parameters } = view
    return [{ run, parameters, view: taskRun, ...about, outputs: list.outputs, isLogCut: list.isCut }]
  })
}

/** Shows again what tasks showed in a run, reading its events once for all of them. */
function replay(store: Store, run: string, names: readonly string[], lists: ReadonlyMap<string, OutputList>): void {
  const shown = new Map(names.map((name) => [name, new TaskOutputs(name, (output) => lists.get(name)?.add(output))]))
  for (const event of eventsOf(store, run)) {
    if (event.type === "flowStarted") for (const outputs of shown.values()) outputs.onEvent(event)
    else if ("task" in event) shown.get(event.task)?.onEvent(event)
  }
}

function* eventsOf(store: Store, run: string, types?: readonly FlowEvent["type"][]): Generator<FlowEvent> {
  for (const { event } of store.events(run, types ? { types } : {})) yield event
}

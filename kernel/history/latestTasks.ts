import type { RunView } from "../flow/runView.ts"
import { isTerminal } from "../flow/state.ts"
import { EarlierShows } from "../session/earlierShows.ts"
import { readRun } from "../session/recordedRun.ts"
import { TaskOutputs } from "../session/taskOutputs.ts"
import type { Store } from "../store/store.ts"
import type { LatestTask } from "./messages.ts"
import { OutputList } from "./outputList.ts"

/** How many runs are looked through, newest first, for tasks that the newer ones left out. */
const mostRuns = 20

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
    const { view } = readRun(store, id)
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
  const lists = showAgain(store, view.run, names)
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

/** What tasks showed in a run, whose events are read once for all of them. */
function showAgain(store: Store, run: string, names: readonly string[]): ReadonlyMap<string, OutputList> {
  const earlier = new EarlierShows(store)
  const lists = new Map(names.map((name) => [name, new OutputList()]))
  const outputs = new Map(
    [...lists].map(([name, list]) => [
      name,
      new TaskOutputs(
        name,
        (output) => list.add(output),
        // Where that run is gone, the task's state says what there is to say.
        (event) => earlier.of(event, run) ?? [],
      ),
    ]),
  )
  readRun(store, run, (event) => {
    if (event.type === "flowStarted") for (const one of outputs.values()) one.onEvent(event)
    else if ("task" in event) outputs.get(event.task)?.onEvent(event)
  })
  return lists
}

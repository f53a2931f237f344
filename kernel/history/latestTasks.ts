import type { RunView } from "../flow/runView.ts"
import { isTerminal } from "../flow/state.ts"
import { EarlierShows, isShown } from "../session/earlierShows.ts"
import { readRun } from "../session/recordedRun.ts"
import { TaskEvents } from "../session/taskEvents.ts"
import { TaskOutputs } from "../session/taskOutputs.ts"
import type { RunHistory } from "../flow/runHistory.ts"
import type { LatestTask, OtherCell } from "./messages.ts"
import { OutputList } from "../session/outputList.ts"

/** How many runs are looked through, newest first, for tasks that the newer ones left out. */
const maxRuns = 20

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
export async function latestTasks(
  history: RunHistory,
  notebook: string,
  tasks: readonly string[],
): Promise<{ tasks: readonly LatestTask[]; going?: GoingRun }> {
  const missing = new Set(tasks)
  const found: LatestTask[] = []
  let going: GoingRun | undefined
  for (const { id } of await history.runs({ notebook, topLevel: true, limit: maxRuns })) {
    if (missing.size === 0) break
    const { view } = await readRun(history, id)
    const here = [...missing].filter((task) => view.taskRuns.has(task))
    for (const task of here) missing.delete(task)
    if (isTerminal(view.state)) found.push(...(await shownTasks(history, view, here)))
    // Of several, the latest; what the others did in it shows when they have ended.
    else going ??= { run: id, tasks: new Set(here) }
  }
  return { tasks: found, ...(going && { going }) }
}

/** What was shown in a run: by each of its tasks that began, and by each other cell that showed something. */
export async function shownInRun(
  history: RunHistory,
  run: string,
): Promise<{ tasks: readonly LatestTask[]; others: readonly OtherCell[] }> {
  const labels = new Set<string>()
  const { view } = await readRun(history, run, (event) => {
    if (event.run === run && "task" in event && isShown(event)) labels.add(event.task)
    return undefined
  })
  const names = [...view.taskRuns.values()].flatMap(({ task, element, state }) =>
    element === undefined && state !== "pending" ? task : [],
  )
  const others = [...labels].filter((label) => !view.taskRuns.has(label))
  const lists = others.length === 0 ? [] : await showAgain(history, run, others)
  return {
    tasks: await shownTasks(history, view, names),
    others: [...lists].map(([label, list]) => ({ label, outputs: list.outputs, isLogCut: list.isCut })),
  }
}

async function shownTasks(
  history: RunHistory,
  view: RunView,
  names: readonly string[],
): Promise<readonly LatestTask[]> {
  const outlines = new Map(view.outline.map((outline) => [outline.name, outline]))
  const lists = await showAgain(history, view.run, names)
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
async function showAgain(
  history: RunHistory,
  run: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, OutputList>> {
  const earlier = new EarlierShows(history)
  const lists = new Map(names.map((name) => [name, new OutputList()]))
  const tasks = new Map(
    [...lists].map(([name, list]) => {
      const outputs = new TaskOutputs(name, (output) => list.add(output))
      // Where that run is gone, the task's state says what there is to say.
      return [name, new TaskEvents(name, outputs, async (event) => (await earlier.of(event, run)) ?? [])]
    }),
  )
  await readRun(history, run, (event) => {
    if (event.type === "flowStarted") for (const one of tasks.values()) one.onEvent(event)
    if (!("task" in event)) return undefined
    const task = tasks.get(event.task)
    task?.onEvent(event)
    return task?.shown()
  })
  return lists
}

import type { ElementsView, RunView, TaskRunView } from "../../flow/runView.ts"
import type { State } from "../../flow/state.ts"
import { formatDuration } from "./duration.ts"
import { count } from "./count.ts"

const order: readonly State[] = [
  "failed",
  "timedOut",
  "crashed",
  "completed",
  "cached",
  "cancelled",
  "skipped",
  "running",
  "retrying",
  "queued",
  "pending",
]

/** States in the order in which they are told: what failed comes first. */
export function statesInOrder(states: Iterable<State>): readonly State[] {
  const wanted = new Set(states)
  return order.filter((state) => wanted.has(state))
}

/** How many of these task runs are in each state. */
export function countStates(taskRuns: Iterable<TaskRunView>): ReadonlyMap<State, number> {
  const counts = new Map<State, number>()
  for (const { state } of taskRuns) counts.set(state, (counts.get(state) ?? 0) + 1)
  return counts
}

/**
 * What a run's tasks came to: `1 failed, 3 ran, 4 cached`, and in brackets the elements of `for=` tasks, each of which is one
 * task however long its list is. Empty when there are no tasks.
 */
export function formatTaskCounts(taskRuns: Iterable<TaskRunView>): string {
  const all = [...taskRuns]
  const tasks = formatCounts(countStates(all.filter(({ element }) => element === undefined)))
  const elements = new Map<State, number>()
  for (const of of all) {
    for (const [state, number] of of.elements ? countElements(of.elements) : []) {
      elements.set(state, (elements.get(state) ?? 0) + number)
    }
  }
  const total = [...elements.values()].reduce((sum, number) => sum + number, 0)
  return total === 0 ? tasks : `${tasks} (${count(total, "element")}: ${formatCounts(elements)})`
}

/** How many elements of a `for=` task are in each state. */
export function countElements({ states }: ElementsView): ReadonlyMap<State, number> {
  return new Map(order.flatMap((state) => (states[state] === undefined ? [] : [[state, states[state]] as const])))
}

/** The task runs with the elements of each `for=` task right after it, in the order of its list. */
export function withElements(taskRuns: Iterable<TaskRunView>): TaskRunView[] {
  const all = [...taskRuns]
  const elements = Map.groupBy(all, ({ task, element }) => (element === undefined ? undefined : task))
  return (elements.get(undefined) ?? []).flatMap((task) =>
    [task].concat((elements.get(task.task) ?? []).toSorted((one, other) => (one.element ?? 0) - (other.element ?? 0))),
  )
}

/** `1 failed, 3 ran, 4 cached`; empty when there are no tasks. */
export function formatCounts(counts: ReadonlyMap<State, number>): string {
  return statesInOrder(counts.keys())
    .map((state) => `${counts.get(state)} ${state === "completed" ? "ran" : stateWord(state)}`)
    .join(", ")
}

const words: Partial<Record<State, string>> = { timedOut: "timed out" }

/** A state as people read it. */
export function stateWord(state: State): string {
  return words[state] ?? state
}

/** What to tell somebody whose notebook doesn't do anything as a flow. */
export const noTasks = "The notebook has no tasks: begin a cell with `// @task` to make it one."

/** How a flow run ended: `completed in 12.3 s: 3 ran, 4 cached`. */
export function summaryLine(view: RunView): string {
  const duration =
    view.startedAt === undefined || view.endedAt === undefined ? undefined : view.endedAt - view.startedAt
  const took = duration === undefined ? "" : ` in ${formatDuration(duration)}`
  const counts = formatTaskCounts(view.taskRuns.values()) || count(0, "task")
  return `${stateWord(view.state)}${took}: ${counts}`
}

import { flowOutcome, isTerminal, type State } from "../../kernel/flow/state.ts"
import type { RunView, TaskRunView } from "../../kernel/flow/runView.ts"

/** What was worked out last for each view and tasks: the same as long as no task has changed. */
const known = new WeakMap<RunView, Map<string, { parts: readonly (TaskRunView | undefined)[]; whole: TaskRunView }>>()

/** Several tasks as one, with counts as a `for=` task has them. */
export function combined(view: RunView, tasks: readonly string[]): TaskRunView | undefined {
  const parts = tasks.map((task) => view.taskRuns.get(task))
  if (parts.every((part) => part === undefined)) return undefined
  const ofView =
    known.get(view) ?? new Map<string, { parts: readonly (TaskRunView | undefined)[]; whole: TaskRunView }>()
  known.set(view, ofView)
  const key = tasks.join("\n")
  const before = ofView.get(key)
  if (before?.parts.every((part, index) => part === parts[index])) return before.whole
  const whole = combine(parts.filter((part) => part !== undefined))
  ofView.set(key, { parts, whole })
  return whole
}

function combine(parts: readonly TaskRunView[]): TaskRunView {
  const states: Partial<Record<State, number>> = {}
  for (const { state } of parts) states[state] = (states[state] ?? 0) + 1
  return {
    task: parts.map(({ task }) => task).join(", "),
    state: stateOf(parts.map(({ state }) => state)),
    attempt: 1,
    displays: 0,
    artifacts: 0,
    elements: { count: parts.length, states },
  }
}

function stateOf(states: readonly State[]): State {
  const [first = "pending"] = states
  if (states.every((state) => state === first)) return first
  return states.every(isTerminal) ? flowOutcome(states) : "running"
}

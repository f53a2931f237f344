import type { FlowTaskSummary } from "../api/types.ts"
import { taskRunLabel } from "./events.ts"
import type { RunView, TaskRunView } from "./runView.ts"

/** How a task run ended, for a program. */
export function taskSummary(view: TaskRunView): FlowTaskSummary {
  const { task, element, elementLabel, state, attempt, duration, reason, error, cachedFrom } = view
  return {
    name: task,
    ...(element !== undefined && { element }),
    ...(elementLabel !== undefined && { label: elementLabel }),
    state,
    attempts: attempt,
    ...(duration !== undefined && { duration }),
    ...(reason !== undefined && state === "skipped" && { reason }),
    ...(error && { error }),
    ...(cachedFrom !== undefined && { cachedFrom }),
  }
}

/** A task of a run, and its elements after it where it is a loop. */
export function taskSummaries({ taskRuns }: RunView, task: string): readonly FlowTaskSummary[] {
  const whole = taskRuns.get(taskRunLabel({ task }))
  const places = Array.from({ length: whole?.elements?.count ?? 0 }, (_, element) => ({ task, element }))
  const elements = places.flatMap((place) => taskRuns.get(taskRunLabel(place)) ?? [])
  return [...(whole ? [whole] : []), ...elements].map(taskSummary)
}

import type { RunView, TaskRunView } from "./runView.ts"
import { isFailure } from "./state.ts"

/** The elements of a `for=` task that failed, in the order of its list; nothing for any other task. */
export function failedElements({ taskRuns }: RunView, task: string): readonly TaskRunView[] {
  if (!taskRuns.get(task)?.elements) return []
  return [...taskRuns.values()]
    .filter((run) => run.task === task && run.element !== undefined && isFailure(run.state))
    .toSorted((one, other) => (one.element ?? 0) - (other.element ?? 0))
}

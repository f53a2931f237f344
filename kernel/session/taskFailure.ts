import { taskRunTitle } from "../flow/events.ts"
import type { RunView, TaskRunView } from "../flow/runView.ts"
import { isFailure, isSuccess } from "../flow/state.ts"
import type { ErrorReport } from "../model/errorReport.ts"

/** Why a task cell didn't complete. */
export interface TaskFailure {
  report: ErrorReport
  /** Says whose error it is, when it isn't plainly the task's own. */
  about?: string
}

/**
 * Why a task's run failed, as its events tell it.
 * @returns undefined when the task completed, or was skipped as its `when=` says
 */
export function taskFailure(view: RunView, task: string): TaskFailure | undefined {
  const run = view.taskRuns.get(task)
  if (view.state === "cancelled") {
    return { report: { name: "Interrupted", message: `The task '${task}' was interrupted` } }
  }
  if (!run || isSuccess(run.state)) return undefined
  if (view.error) return { report: view.error }
  const failed = firstFailure(view, task)
  if (failed?.error) {
    const label = taskRunTitle(failed)
    const isOther = failed.task !== task
    const about = isOther
      ? `The task '${label}', which '${task}' needs, ${failed.state}:`
      : `The task '${label}' ${failed.state}:`
    return { report: failed.error, ...(label !== task && { about }) }
  }
  if (run.state === "skipped" && !failed) return undefined
  return {
    report: {
      name: "TaskFailed",
      message: `The task '${task}' ended as ${run.state}: ${run.reason ?? "no reason is known"}`,
    },
  }
}

function firstFailure({ taskRuns }: RunView, task: string): TaskRunView | undefined {
  const failures = [...taskRuns.values()].filter(({ state }) => isFailure(state))
  const withError = failures.filter(({ error }) => error)
  return withError.find((run) => run.task === task) ?? withError[0] ?? failures[0]
}

import { taskRunLabel, type FlowEvent, type TaskRunName } from "../flow/events.ts"
import type { RunView } from "../flow/runView.ts"
import { isTerminal, type State } from "../flow/state.ts"

/**
 * What there is to tell of a run that its process died of, or gave up: task runs under way crashed, those that hadn't begun are skipped,
 * and the flow crashed.
 *
 * @param view the run as its own events tell it
 * @param reason what became of it, as the beginning of a sentence without its full stop
 * @param time when the process last gave a sign of life, in milliseconds since 1970
 */
export function crashEvents(view: RunView, run: string, reason: string, time: number): readonly FlowEvent[] {
  const events: FlowEvent[] = []
  const tell = (place: TaskRunName, attempt: number, state: State): void => {
    events.push({ type: "taskStateChanged", run, time, ...place, attempt, state, reason })
  }
  for (const { task, element, state, attempt, elements } of view.taskRuns.values()) {
    if (isTerminal(state)) continue
    // Elements of which nothing was told yet.
    for (let index = 0; index < (elements?.count ?? 0); index++)
      if (!view.taskRuns.has(taskRunLabel({ task, element: index }))) tell({ task, element: index }, 0, "skipped")
    const place = element === undefined ? { task } : { task, element }
    const hasBegun = state !== "pending" && state !== "queued"
    tell(place, hasBegun ? attempt : 0, hasBegun ? "crashed" : "skipped")
  }
  const message = `${reason[0]?.toUpperCase()}${reason.slice(1)}. \`tsnb rerun ${run}\` goes on from what was finished.`
  events.push({ type: "flowStateChanged", run, time, state: "crashed", error: { name: "CrashError", message } })
  return events
}

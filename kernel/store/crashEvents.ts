import type { FlowEvent } from "../flow/events.ts"
import type { RunView } from "../flow/runView.ts"
import { isTerminal } from "../flow/state.ts"

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
  for (const { task, element, state, attempt } of view.taskRuns.values()) {
    if (isTerminal(state)) continue
    const begun = state !== "pending" && state !== "queued"
    const place = element === undefined ? { task } : { task, element }
    events.push({
      type: "taskStateChanged",
      run,
      time,
      ...place,
      attempt,
      state: begun ? "crashed" : "skipped",
      reason,
    })
  }
  const message = `${reason[0]?.toUpperCase()}${reason.slice(1)}. \`tsnb rerun ${run}\` goes on from what was finished.`
  events.push({ type: "flowStateChanged", run, time, state: "crashed", error: { name: "CrashError", message } })
  return events
}

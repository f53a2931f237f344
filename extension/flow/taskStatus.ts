import { countElements, formatCounts, stateWord } from "../../kernel/session/format/summary.ts"
import { formatDuration } from "../../kernel/session/format/duration.ts"
import type { TaskRunView } from "../../kernel/flow/runView.ts"
import { isTerminal } from "../../kernel/flow/state.ts"
import { stateIcons } from "./stateIcons.ts"

/** What is shown of a task below its cell. */
export interface TaskStatus {
  /** With an icon in front, as VS Code writes it. */
  text: string
  hover: string
}

/**
 * A task's state in a few words, with the reason for a hover.
 * @param attempts how many attempts the task may take at most
 * @param isStale whether its code, or code that it depends on, is another than when it ran
 */
export function taskStatus(run: TaskRunView, attempts: number, isStale: boolean): TaskStatus {
  const { state, attempt, duration, elements, reason, error } = run
  const details = [
    stateWord(state),
    ...(attempt > 1 || (state === "retrying" && attempts > 1) ? [`attempt ${attempt} of ${attempts}`] : []),
    ...(elements ? [formatCounts(countElements(elements))] : []),
    ...(duration === undefined || state === "running" ? [] : [formatDuration(duration)]),
    ...(isStale ? ["stale"] : []),
  ]
  const hover = [
    `${run.task}: ${stateWord(state)}`,
    ...(reason === undefined ? [] : [reason]),
    ...(run.cachedFrom === undefined ? [] : [`kept from flow run ${run.cachedFrom}`]),
    ...(error ? [`${error.name}: ${error.message}`] : []),
    ...(isStale ? ["The code has changed since: a run would run it again."] : []),
  ]
  const icon = isStale && isTerminal(state) ? "$(warning)" : `$(${stateIcons[state]})`
  return { text: `${icon} ${details.join(" · ")}`, hover: hover.join("\n") }
}

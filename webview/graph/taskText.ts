import { formatDuration } from "../../kernel/session/format/duration.ts"
import { countElements, formatCounts } from "../../kernel/session/format/summary.ts"
import type { TaskRunView } from "../../kernel/flow/runView.ts"
import { capitalised, stateTitle } from "../model/stateTitle.ts"

/**
 * What is said of a task run below its name: `Completed · 3.2 s`, `Running · attempt 2 of 4 · 12 s`.
 * @param attempts how many it may take
 * @param now in milliseconds since 1970; without it, times that pass are left out
 */
export function taskText(run: TaskRunView, attempts: number, now?: number): string {
  const { state, attempt, duration, elements, attemptStartedAt, retryAt, waitingFor } = run
  const parts = [stateTitle(state)]
  if (elements && elements.count > 0) parts[0] = capitalised(formatCounts(countElements(elements)))
  if (attempt > 1) parts.push(`attempt ${attempt} of ${Math.max(attempts, attempt)}`)
  if (now !== undefined) {
    if (state === "running" && attemptStartedAt !== undefined) parts.push(formatDuration(now - attemptStartedAt))
    if (state === "retrying" && retryAt !== undefined) parts.push(`in ${formatDuration(retryAt - now)}`)
  }
  if (waitingFor !== undefined) parts.push(`waiting for ${waitingFor}`)
  if (state !== "running" && state !== "retrying" && duration !== undefined && !elements) {
    parts.push(formatDuration(duration))
  }
  return parts.join(" · ")
}

/** What its card says of a task run, beside the icon of its state: one time where there is one, `3.2 s`. */
export function cardText(run: TaskRunView, attempts: number, now?: number): string {
  const { state, elements } = run
  const text = taskText(run, attempts, now)
  const word = stateTitle(state)
  const isTold = state === "completed" || state === "failed" || state === "running"
  // The icon has said it.
  return isTold && !elements?.count && text.startsWith(`${word} · `) ? capitalised(text.slice(word.length + 3)) : text
}

/** How much of a task run is done, from 0 to 1; undefined when it doesn't say. */
export function shareDone({ state, progress, elements }: TaskRunView): number | undefined {
  if (state !== "running") return undefined
  if (elements && elements.count > 0) {
    const { pending = 0, queued = 0, running = 0, retrying = 0 } = elements.states
    return (elements.count - pending - queued - running - retrying) / elements.count
  }
  if (!progress || progress.total <= 0) return undefined
  return Math.min(1, progress.done / progress.total)
}

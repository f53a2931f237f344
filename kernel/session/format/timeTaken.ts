import type { TaskRunView } from "../../flow/runView.ts"
import { formatDuration } from "./duration.ts"

/**
 * How long a task run took, or has taken so far: all its attempts, with the waits between them.
 * @param now milliseconds since 1970
 * @returns nothing when it hasn't begun, and when its results come from the cache: the time that they once took would read
 * as time of this run
 */
export function timeTaken({ state, attempt, duration, startedAt, endedAt }: TaskRunView, now: number): string {
  if (state === "cached") return ""
  // More exact than the times of the events, between which a process may have been started.
  if (attempt === 1 && endedAt !== undefined && duration !== undefined) return formatDuration(duration)
  return startedAt === undefined ? "" : formatDuration((endedAt ?? now) - startedAt)
}

import type { RunView } from "../../kernel/flow/runView.ts"
import { isTerminal } from "../../kernel/flow/state.ts"

/**
 * How long a run is likely to go on, in milliseconds: the longest way through the tasks that are left, by how long each took
 * last time.
 * @param durationOf milliseconds that a task took last time
 * @param now milliseconds since 1970
 * @returns undefined when one of them never ran
 */
export function timeLeft(
  { outline, taskRuns }: Pick<RunView, "outline" | "taskRuns">,
  durationOf: (task: string) => number | undefined,
  now: number,
): number | undefined {
  const left = new Map<string, number>()
  const longest = (names: readonly string[]): number => Math.max(0, ...names.map((name) => left.get(name) ?? 0))
  // Each task comes after those that it waits for.
  for (const { name, dependsOn } of outline) {
    const run = taskRuns.get(name)
    if (run && isTerminal(run.state)) continue
    const duration = durationOf(name)
    if (duration === undefined) return undefined
    const spent = run?.state === "running" ? now - (run.attemptStartedAt ?? now) : 0
    left.set(name, longest(dependsOn) + Math.max(0, duration - spent))
  }
  return longest([...left.keys()])
}

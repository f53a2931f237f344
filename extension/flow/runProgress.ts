import type { RunView } from "../../kernel/flow/runView.ts"
import { isFailure, isTerminal } from "../../kernel/flow/state.ts"
import { formatDuration } from "../../kernel/session/format/duration.ts"
import { count } from "../../kernel/session/format/count.ts"

const second = 1_000
const minute = 60 * second

/** How far a run is, in a few words: `3 of 5 · 1 failed · about 40 s left`. */
export function progressText({ outline, taskRuns }: Pick<RunView, "outline" | "taskRuns">, left?: number): string {
  const states = outline.map(({ name }) => taskRuns.get(name)?.state ?? "pending")
  const failed = states.filter(isFailure).length
  return [
    `${states.filter(isTerminal).length} of ${states.length}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(left !== undefined && left >= second ? [`about ${roughly(left)} left`] : []),
  ].join(" · ")
}

/** What is going on: the tasks that run, one a line. */
export function progressHover({ flow, outline, taskRuns }: Pick<RunView, "flow" | "outline" | "taskRuns">): string {
  const running = outline.filter(({ name }) => taskRuns.get(name)?.state === "running").map(({ name }) => name)
  const first = running.slice(0, maxNamed)
  const more = running.length - first.length
  return [
    `${flow} is running`,
    ...first.map((name) => `• ${name}`),
    ...(more > 0 ? [`and ${count(more, "more task")}`] : []),
    "Click to go to what runs.",
  ].join("\n")
}

const maxNamed = 8

/** A guess isn't told to the second. */
function roughly(time: number): string {
  const unit = time < 10 * second ? second : time < 2 * minute ? 5 * second : minute
  return formatDuration(Math.ceil(time / unit) * unit).replace(/\.0 s$/, " s")
}

import type { TaskOutline } from "../../kernel/flow/events.ts"
import { formatDuration } from "../../kernel/session/format/duration.ts"
import { stateWord } from "../../kernel/session/format/summary.ts"
import type { State } from "../../kernel/flow/state.ts"
import type { Span, TaskSpans } from "../model/attempts.ts"

/** A bar of the timeline; places are shares of its width, from 0 to 1. */
export interface Bar {
  kind: Span["kind"]
  state: State
  attempt: number
  start: number
  width: number
  /** What a hover says. */
  text: string
}

/** A line of the timeline with a word on it. */
export interface Tick {
  at: number
  text: string
}

/** A span of time in milliseconds since 1970. */
export interface Period {
  from: number
  to: number
}

const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000,
]
const longSteps = [600_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000, 604_800_000]

/** From the first span's beginning to the last one's end, or until now when one goes on. */
export function periodOf(rows: Iterable<TaskSpans>, now: number): Period | undefined {
  let from = Infinity
  let to = -Infinity
  for (const { spans } of rows) {
    from = Math.min(from, spans[0]?.from ?? Infinity)
    for (const span of spans) to = Math.max(to, span.to ?? now)
  }
  return from > to ? undefined : { from, to: Math.max(to, from + 1) }
}

/** A task run's bars within a period. */
export function barsOf({ spans }: TaskSpans, period: Period, now: number): readonly Bar[] {
  const length = period.to - period.from
  return spans.map(({ kind, attempt, from, to, state }) => {
    const end = to ?? now
    return {
      kind,
      state,
      attempt,
      start: (from - period.from) / length,
      width: (end - from) / length,
      text: textOf(kind, attempt, state, end - from),
    }
  })
}

/**
 * What is written beside a task run's bars: how long its attempts took from the first to the last, or why it has none.
 * @param now for what goes on
 */
export function timeText({ spans }: TaskSpans, now: number): string {
  const attempts = spans.filter(({ kind }) => kind === "attempt")
  const [first] = attempts
  if (first) return formatDuration((attempts.at(-1)?.to ?? now) - first.from)
  const last = spans.at(-1)
  return last ? stateWord(last.state) : ""
}

function textOf(kind: Span["kind"], attempt: number, state: State, duration: number): string {
  if (kind === "cached") return "From the cache"
  if (kind === "attempt") return `Attempt ${attempt}: ${state}, ${formatDuration(duration)}`
  if (state === "queued") return `Waited for a worker: ${formatDuration(duration)}`
  if (state === "retrying") return `Waited for the next attempt: ${formatDuration(duration)}`
  return state
}

/** Lines at round times since the beginning: at most some. */
export function ticksOf({ from, to }: Period, most = 6): readonly Tick[] {
  const length = to - from
  const step = [...steps, ...longSteps].find((one) => length / one <= most) ?? length
  const count = Math.floor(length / step)
  return Array.from({ length: count + 1 }, (_, index) => ({
    at: (index * step) / length,
    text: index === 0 ? "0" : formatDuration(index * step),
  }))
}

/**
 * The tasks that the run's end waited for, in the order in which they ran: each the one that ended last of those that the
 * next waited for.
 * @param endOf when a task ended, in milliseconds since 1970; undefined when it didn't run
 */
export function criticalPath(
  outline: readonly TaskOutline[],
  endOf: (task: string) => number | undefined,
): readonly string[] {
  const dependencies = new Map(outline.map(({ name, dependsOn }) => [name, dependsOn] as const))
  const path = new Set<string>()
  let next = lastOf([...dependencies.keys()], endOf)
  while (next !== undefined && !path.has(next)) {
    path.add(next)
    next = lastOf(dependencies.get(next) ?? [], endOf)
  }
  return [...path].toReversed()
}

function lastOf(tasks: readonly string[], endOf: (task: string) => number | undefined): string | undefined {
  let last: { task: string; end: number } | undefined
  for (const task of tasks) {
    const end = endOf(task)
    if (end !== undefined && (!last || end > last.end)) last = { task, end }
  }
  return last?.task
}

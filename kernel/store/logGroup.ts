import * as v from "valibot"
import type { FlowEvent, Logged } from "../flow/events.ts"
import { finiteNumber, listOf } from "../model/schema.ts"

/** So many lines, and about so many characters, at most share a row: who pages through a run reads whole rows. */
const maxLines = 256
const maxText = 1 << 16

/** What the row of several lines has in its body, beside what they have in common. */
interface LogGroup {
  texts: readonly string[]
  /** When each was written, in milliseconds from the row's own time, which is the last one's. */
  times: readonly number[]
}

/**
 * How many events, from an index on, are kept in one row: lines of one attempt that came one after the other. A row for
 * each would make a chatty task wait for its log.
 */
export function groupLength(events: readonly FlowEvent[], from: number): number {
  const first = events[from]
  let end = from + 1
  if (first?.type !== "logged") return 1
  for (let text = first.text.length; end < events.length && end - from < maxLines; end++) {
    const next = events[end]
    if (next?.type !== "logged" || !isAlike(first, next)) break
    text += next.text.length
    if (text > maxText) break
  }
  return end - from
}

function isAlike(one: Logged, other: Logged): boolean {
  return (
    one.task === other.task &&
    one.element === other.element &&
    one.attempt === other.attempt &&
    one.level === other.level
  )
}

/** The body of several lines' row. @param lines as `groupLength` found them */
export function logGroup(lines: readonly Logged[], time: number): LogGroup & Pick<Logged, "attempt"> {
  return {
    attempt: lines[0]?.attempt ?? 0,
    texts: lines.map(({ text }) => text),
    times: lines.map((line) => line.time - time),
  }
}

const logGroupSchema = v.looseObject({ texts: listOf(v.string()), times: listOf(finiteNumber) })

/**
 * The lines of a row, by what each has in the place of `texts` and `times`.
 * @returns undefined when the body isn't that of several lines
 */
export function linesOfGroup(
  body: Readonly<Record<string, unknown>>,
  time: number,
): readonly Readonly<Record<string, unknown>>[] | undefined {
  const { success, output } = v.safeParse(logGroupSchema, body)
  if (!success) return undefined
  const { texts, times, ...rest } = output
  if (texts.length !== times.length || texts.length === 0) return undefined
  const lineOf = (text: string, index: number): Readonly<Record<string, unknown>> => ({
    ...rest,
    text,
    time: time + (times[index] ?? 0),
  })
  return texts.map(lineOf)
}

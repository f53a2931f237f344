import { stripVTControlCharacters } from "node:util"
import type { FlowEvent } from "../flow/events.ts"
import { formatClock } from "../session/format/duration.ts"

/** Lines of a task's log as a document has them: with the time, the level of what isn't usual, and without colours. */
export function logText(events: readonly FlowEvent[]): string {
  return events.map((event) => (event.type === "logged" ? lineOf(event) : "")).join("")
}

function lineOf({ time, level, text, element, elementLabel, attempt }: Extract<FlowEvent, { type: "logged" }>): string {
  const about = [
    ...(element === undefined ? [] : [elementLabel === undefined ? `[${element}]` : `[${element}: ${elementLabel}]`]),
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(level === "info" ? [] : [level]),
  ]
  const beginning = [formatClock(time), ...about].join(" ")
  return `${beginning} ${stripVTControlCharacters(text)}\n`
}

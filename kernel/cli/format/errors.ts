import type { ErrorReport } from "../../model/errorReport.ts"
import { linesOf, oneLine } from "../../session/format/text.ts"

/** What an error says, in one line. */
export function errorHeadline(error: ErrorReport): string {
  return oneLine(firstLine(title(error)))
}

/** What an error says and where it came from: the rest of its message, then its stack. */
export function errorDetails(error: ErrorReport): string[] {
  const message = linesOf(title(error)).slice(1)
  return [...message, ...stackFrames(error)]
}

function title({ name, message }: ErrorReport): string {
  if (message === "") return name
  return message.startsWith(`${name}: `) ? message : `${name}: ${message}`
}

function stackFrames(error: ErrorReport): string[] {
  if (error.stack === undefined || error.stack.trim() === "") return []
  const head = title(error)
  if (error.stack.startsWith(head)) return linesOf(error.stack.slice(head.length)).filter((line) => line.trim() !== "")
  const lines = linesOf(error.stack)
  // An error without frames may have a cause that has some.
  const start = lines.findIndex((line) => /^(?:\s*at |Caused by: )/.test(line))
  if (start >= 0) return lines.slice(start)
  // Nothing but what is told already, under another name.
  return error.stack.trim().endsWith(error.message) ? [] : lines
}

function firstLine(text: string): string {
  return linesOf(text)[0] ?? ""
}

import type { ErrorReport } from "../../runtime/messages.ts"
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
  const start = lines.findIndex((line) => /^\s*at /.test(line))
  return start === -1 ? lines : lines.slice(start)
}

function firstLine(text: string): string {
  return linesOf(text)[0] ?? ""
}

import { errorMessage } from "../errorMessage.ts"
const conflictMark = /^(?:<{7}|={7}|>{7})(?= |$)/m

/** What is wrong with a text that isn't JSON, and in which line and column, 1-based. */
export function explainJsonError(text: string, { message }: SyntaxError): string {
  const conflict = conflictMark.exec(text)
  if (conflict) {
    return `it isn't JSON: line ${placeOf(text, conflict.index).line} has the marks of a merge that isn't finished ('${conflict[0]}')`
  }
  const { line, column } = placeOf(text, offsetOf(text, message))
  const reason = message.replace(/ in JSON at position .*$|, (?:\.\.\.)?".*is not valid JSON$/s, "")
  return `it isn't JSON: ${reason} in line ${line}, column ${column}`
}

/** Where the error is that `JSON.parse` tells of; it doesn't always say. */
function offsetOf(text: string, message: string): number {
  const position = /at position (\d+)/.exec(message)?.[1]
  if (position !== undefined) return Number(position)
  // A beginning that holds the error has it as well, and a shorter one merely ends too soon.
  const head = message.slice(0, message.indexOf(","))
  if (!message.startsWith("Unexpected token")) return text.length
  let [intact, broken] = [0, text.length]
  while (broken - intact > 1) {
    const middle = Math.floor((intact + broken) / 2)
    if (errorOf(text.slice(0, middle)).startsWith(head)) broken = middle
    else intact = middle
  }
  return broken - 1
}

function errorOf(text: string): string {
  try {
    JSON.parse(text)
    return ""
  } catch (error) {
    return errorMessage(error)
  }
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/)
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

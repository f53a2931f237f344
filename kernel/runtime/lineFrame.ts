import type { LogLevel } from "../api/types.ts"
import type { FromProcess } from "../model/processMessages.ts"

/**
 * Lines of a log, of which there may be millions, have a form of their own, which costs a fifth of structured clone's, and
 * no memory outside the heap:
 *
 *     frame = uint32 flag + number of bytes that follow, float64 time, float64 attempt, byte level, UTF-8 text
 */
export const lineFlag = 2 ** 31

const levels: readonly LogLevel[] = ["debug", "info", "warn", "error"]
const [timeAt, attemptAt, levelAt, textAt] = [4, 12, 20, 21] as const
/** Longer texts, in characters, go in structured clone's form. */
const maxTextLength = 8_192
/** No character takes more than three bytes. */
const maxFrameLength = textAt + maxTextLength * 3
/** What the number of bytes in front of a line is at most. */
export const maxLineLength = maxFrameLength - timeAt

/** What a task has written to its log. */
export type LogLine = Extract<FromProcess, { type: "logged" }>

const buffer = Buffer.allocUnsafeSlow(maxFrameLength)

/**
 * A line as bytes for a pipe, in memory that is used again for the next.
 * @returns undefined when the line can't be told so
 */
export function encodeLine({ attempt, time, level, text }: LogLine): Uint8Array | undefined {
  if (text.length > maxTextLength || !text.isWellFormed()) return undefined
  const size = textAt + buffer.write(text, textAt)
  buffer.writeUInt32LE(lineFlag + size - timeAt, 0)
  buffer.writeDoubleLE(time, timeAt)
  buffer.writeDoubleLE(attempt, attemptAt)
  buffer[levelAt] = levels.indexOf(level)
  return buffer.subarray(0, size)
}

/**
 * Reads what follows the number of bytes.
 * @throws {Error} when the bytes aren't those of a line
 */
export function readLine(bytes: Buffer, start: number, end: number): LogLine {
  const at = start - timeAt
  const level = levels[bytes[at + levelAt] ?? -1]
  if (end < at + textAt || level === undefined)
    throw new Error("A message isn't the line of a log that it says it is: something else wrote to the pipe")
  return {
    type: "logged",
    attempt: bytes.readDoubleLE(at + attemptAt),
    time: bytes.readDoubleLE(at + timeAt),
    level,
    text: bytes.toString("utf8", at + textAt, end),
  }
}

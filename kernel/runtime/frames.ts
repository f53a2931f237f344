import { deserialize, serialize } from "node:v8"
import { lineFlag, maxLineLength, readLine } from "./lineFrame.ts"

/** Each message is preceded by the number of its bytes. */
const headerSize = 4
/** Longer ones would wait for bytes that never come: something else than messages was written to the pipe. */
const maxMessageLength = 1 << 30

/**
 * A message as bytes for a pipe, in the form of structured clone.
 * @throws {DOMException} (`DataCloneError`) when it holds something that can't leave its process, such as a function
 */
export function encodeFrame(message: unknown): Buffer {
  const body = serialize(message)
  const frame = Buffer.allocUnsafe(headerSize + body.length)
  frame.writeUInt32LE(body.length)
  frame.set(body, headerSize)
  return frame
}

/** Takes what comes out of a pipe, in pieces of any size, for messages. */
export class FrameReader {
  #pieces: Buffer[] = []
  #size = 0

  /**
   * @returns the messages that are complete with this piece. They are read one by one: those in front of bytes that
   * aren't messages count
   * @throws {Error} when the bytes aren't such messages
   */
  push(piece: Buffer): Iterable<unknown> {
    this.#pieces.push(piece)
    this.#size += piece.length
    return this.#messages()
  }

  *#messages(): Iterable<unknown> {
    const [first] = this.#pieces
    if (!first || this.#size < headerSize) return
    // Of a long message, many pieces come before it is whole.
    if (first.length >= headerSize && this.#size < frameSize(first, 0)) return
    const bytes = this.#join()
    let start = 0
    try {
      while (bytes.length - start >= headerSize) {
        const end = start + frameSize(bytes, start)
        if (end > bytes.length) break
        const message = readMessage(bytes, start, end)
        start = end
        yield message
      }
    } finally {
      this.#size = bytes.length - start
      this.#pieces = this.#size > 0 ? [bytes.subarray(start)] : []
    }
  }

  #join(): Buffer {
    const [first] = this.#pieces
    return first && this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces, this.#size)
  }
}

/** How many bytes a message takes with what precedes it. */
function frameSize(bytes: Buffer, start: number): number {
  const header = bytes.readUInt32LE(start)
  const length = header % lineFlag
  if (length > (header >= lineFlag ? maxLineLength : maxMessageLength))
    throw new Error(`A message can't be ${length} bytes long: something else wrote to the pipe`)
  return headerSize + length
}

function readMessage(bytes: Buffer, start: number, end: number): unknown {
  if (bytes.readUInt32LE(start) >= lineFlag) return readLine(bytes, start + headerSize, end)
  // A copy, since byte arrays in the message are views of it, and mustn't keep in memory what else came along.
  return deserialize(new Uint8Array(bytes.subarray(start + headerSize, end)))
}

import { deserialize, serialize } from "node:v8"

/** Each message is preceded by the number of its bytes. */
const headerSize = 4
/** Longer ones would wait for bytes that never come: something else than messages was written to the pipe. */
const longestMessage = 1 << 30

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
    for (let frame = this.#take(); frame !== undefined; frame = this.#take()) yield deserialize(frame)
  }

  #take(): Uint8Array | undefined {
    const [first] = this.#pieces
    if (!first || this.#size < headerSize) return undefined
    const header = first.length < headerSize ? this.#join() : first
    const length = header.readUInt32LE()
    if (length > longestMessage)
      throw new Error(`A message can't be ${length} bytes long: something else wrote to the pipe`)
    const end = headerSize + length
    if (this.#size < end) return undefined
    const bytes = this.#join()
    this.#size -= end
    this.#pieces = this.#size > 0 ? [bytes.subarray(end)] : []
    // A copy, since byte arrays in the message are views of it, and mustn't keep in memory what else came along.
    return new Uint8Array(bytes.subarray(headerSize, end))
  }

  #join(): Buffer {
    const [first] = this.#pieces
    if (first && this.#pieces.length === 1) return first
    const bytes = Buffer.concat(this.#pieces, this.#size)
    this.#pieces = [bytes]
    return bytes
  }
}

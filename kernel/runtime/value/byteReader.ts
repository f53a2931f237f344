import { DecodeError } from "./errors.ts"
import type { OwnBlock } from "./memoryBlocks.ts"

/** Reads what a ByteWriter wrote. Every method throws DecodeError when the bytes end too early. */
export class ByteReader {
  readonly #bytes: Buffer
  readonly #view: DataView
  #position = 0
  /** How many of the bytes that are left are spoken for. */
  #owed = 0
  readonly #blocks: readonly OwnBlock[]
  #takenBlocks = 0
  /** The size of the blocks that were taken. */
  #taken = 0
  /** The size of those that weren't. */
  #untaken: number

  /** @param blocks what isn't in `bytes` but has memory of its own, in order */
  constructor(bytes: Uint8Array, blocks: readonly OwnBlock[] = []) {
    this.#blocks = blocks
    this.#untaken = blocks.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** How many bytes are left. */
  get remaining(): number {
    return this.#bytes.length - this.#position + this.#untaken
  }

  /** The next bytes, if they are a block with memory of its own. */
  ownBlock(length: number): ArrayBuffer | undefined {
    const next = this.#blocks[this.#takenBlocks]
    if (next?.start !== this.#position + this.#taken || next.buffer.byteLength !== length) return undefined
    this.#takenBlocks++
    this.#taken += length
    this.#untaken -= length
    return next.buffer
  }

  byte(): number {
    const value = this.#bytes[this.#position]
    if (value === undefined) throw endsEarly()
    this.#position++
    return value
  }

  /** The next byte, which stays the next. */
  peek(): number {
    const value = this.#bytes[this.#position]
    if (value === undefined) throw endsEarly()
    return value
  }

  varint(): number {
    let value = 0
    for (let unit = 1; unit <= 0x80 ** 7; unit *= 0x80) {
      const byte = this.byte()
      value += (byte % 0x80) * unit
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) break
        return value
      }
    }
    throw new DecodeError("The bytes of a stored value are damaged: a number is too long")
  }

  /** A varint that announces as many items of at least some bytes each, which keeps damaged bytes from asking for gigabytes. */
  count(bytesEach = 1): number {
    const count = this.varint()
    if (count * bytesEach > this.remaining - this.#owed) throw endsEarly()
    return count
  }

  /**
   * Takes note that so many items are to come later, each of at least a byte: their places are made now, and nested ones mustn't
   * promise the same bytes again.
   */
  owe(count: number): void {
    if (count > this.remaining - this.#owed) throw endsEarly()
    this.#owed += count
  }

  /** An item that was owed comes now. */
  repay(): void {
    this.#owed--
  }

  float64(): number {
    return this.#view.getFloat64(this.#take(8), true)
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true)
  }

  bigint64(): bigint {
    return this.#view.getBigInt64(this.#take(8), true)
  }

  /** Bytes that share the reader's memory. */
  bytes(count: number): Buffer {
    const start = this.#take(count)
    return this.#bytes.subarray(start, start + count)
  }

  /** Skips to the next multiple, counted from the first byte. */
  align(multiple: number): void {
    this.#take((multiple - ((this.#position + this.#taken) % multiple)) % multiple)
  }

  text(): string {
    const header = this.varint()
    const size = Math.floor(header / 2)
    const start = this.#take(size)
    return this.#bytes.toString(header % 2 === 0 ? "utf8" : "utf16le", start, start + size)
  }

  #take(count: number): number {
    const start = this.#position
    if (count > this.#bytes.length - start) throw endsEarly()
    this.#position = start + count
    return start
  }
}

function endsEarly(): DecodeError {
  return new DecodeError("The bytes of a stored value are damaged: they end too early")
}

import { ByteReader } from "./byteReader.ts"
import { DecodeError } from "./errors.ts"
import { readableVersions } from "./format.ts"

/** Where a block of memory is in the bytes of a value. */
export interface BlockPlace {
  start: number
  length: number
}

/** A block of memory that was read into an ArrayBuffer of its own, and isn't in the bytes around it. */
export interface OwnBlock {
  /** Where it belongs in the whole. */
  start: number
  buffer: ArrayBuffer
}

/** From this size on, in bytes, a block isn't copied, but written from where it is, and read to where it stays. */
export const largeBlock = 1 << 18

/** How far to look: values of more blocks than this have mostly small ones. */
const maxBlocks = 4096
const windowSize = 1 << 13
/** Of a varint, in bytes. */
const maxNumberLength = 8

/**
 * Finds large blocks of memory in an encoded value without reading all of it. What it finds in damaged bytes, or in other
 * ones, is within them, and else means nothing.
 * @param size of the value, in bytes
 */
export function findBlocks(
  size: number,
  readAt: (position: number, length: number) => Uint8Array,
): readonly BlockPlace[] {
  if (size < largeBlock) return []
  const places: BlockPlace[] = []
  try {
    const skimmer = new Skimmer(size, readAt)
    if (!readableVersions.has(skimmer.byte()) || skimmer.byte() !== 1) return []
    // Values with instances of classes are read whole: what is written about these isn't repeated here.
    if (skimmer.count() > 0) return []
    for (let left = skimmer.count(); left > 0; left--) skimmer.skipText()
    for (let left = skimmer.count(); left > 0; left--) {
      skimmer.skipText()
      skimmer.skip(skimmer.varint())
    }
    for (let left = skimmer.count(); left > 0; left--) {
      const length = skimmer.varint()
      const isResizable = skimmer.varint() > 0
      skimmer.skip((8 - (skimmer.position % 8)) % 8)
      const start = skimmer.position
      skimmer.skip(length)
      if (!isResizable && length >= largeBlock) places.push({ start, length })
    }
  } catch (error) {
    // Who decodes the value tells what is wrong with it.
    if (!(error instanceof DecodeError)) throw error
  }
  return places
}

/** Goes through an encoded value by its numbers, and skips what is between them. */
class Skimmer {
  readonly #size: number
  readonly #readAt: (position: number, length: number) => Uint8Array
  #window = new ByteReader(new Uint8Array())
  #windowEnd = 0

  constructor(size: number, readAt: (position: number, length: number) => Uint8Array) {
    this.#size = size
    this.#readAt = readAt
  }

  get position(): number {
    return this.#windowEnd - this.#window.remaining
  }

  byte(): number {
    this.#look()
    return this.#window.byte()
  }

  varint(): number {
    this.#look()
    return this.#window.varint()
  }

  count(): number {
    return Math.min(this.varint(), maxBlocks)
  }

  skip(count: number): void {
    if (count <= this.#window.remaining) this.#window.bytes(count)
    else this.#moveTo(this.position + count)
  }

  skipText(): void {
    this.skip(Math.floor(this.varint() / 2))
  }

  /** Has the next number in the window. */
  #look(): void {
    if (this.#window.remaining < maxNumberLength) this.#moveTo(this.position)
  }

  #moveTo(position: number): void {
    if (position > this.#size) throw new DecodeError("The bytes of a stored value are damaged: they end too early")
    const length = Math.min(windowSize, this.#size - position)
    this.#window = new ByteReader(this.#readAt(position, length))
    this.#windowEnd = position + length
  }
}

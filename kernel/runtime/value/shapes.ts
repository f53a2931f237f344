import type { ByteReader } from "./byteReader.ts"
import type { ByteWriter } from "./byteWriter.ts"
import { DecodeError } from "./errors.ts"
import { sharedShapeLimit } from "./format.ts"

interface ShapeNode {
  /** Number of the shape that ends here, from 1; 0 for none. */
  number: number
  next: Map<string, ShapeNode> | undefined
}

/** Writes the keys of objects, those of a known list of keys as its number: varint number, or 0, varint count and texts. */
export class ShapeWriter {
  readonly #root: ShapeNode = { number: 0, next: undefined }
  #count = 0
  /** Objects of one shape usually come in a row. */
  #last: readonly string[] = []
  #lastNumber = 0

  write(writer: ByteWriter, keys: readonly string[]): void {
    const number = this.#numberOf(keys)
    if (number > 0) {
      writer.varint(number)
      return
    }
    writer.byte(0)
    writer.varint(keys.length)
    for (const key of keys) writer.text(key)
  }

  #numberOf(keys: readonly string[]): number {
    if (keys.length > sharedShapeLimit) return 0
    if (this.#lastNumber > 0 && isSame(keys, this.#last)) return this.#lastNumber
    let node = this.#root
    for (const key of keys) {
      node.next ??= new Map()
      let next = node.next.get(key)
      if (!next) node.next.set(key, (next = { number: 0, next: undefined }))
      node = next
    }
    const { number } = node
    if (number === 0) node.number = ++this.#count
    this.#last = keys
    this.#lastNumber = node.number
    return number
  }
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false
  return true
}

/** Reads what a ShapeWriter wrote. */
export class ShapeReader {
  readonly #shapes: (readonly string[])[] = []

  /** @throws {DecodeError} */
  read(reader: ByteReader): readonly string[] {
    const number = reader.varint()
    if (number > 0) {
      const known = this.#shapes[number - 1]
      if (!known) throw new DecodeError("The bytes of a stored value are damaged: keys that were never written")
      return known
    }
    const count = reader.count()
    const keys: string[] = []
    while (keys.length < count) keys.push(reader.text())
    if (count <= sharedShapeLimit) this.#shapes.push(keys)
    return keys
  }
}

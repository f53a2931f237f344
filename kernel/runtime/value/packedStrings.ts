import type { ByteReader } from "./byteReader.ts"
import type { ByteWriter } from "./byteWriter.ts"
import { DecodeError } from "./errors.ts"

/** Bounds of a block; they also bound how much memory one string that is kept holds on to. */
const blockStrings = 4096
const blockUnits = 1 << 18

/**
 * Writes the strings of an array: varint count, then blocks. A block has up to `blockStrings` strings, and no more once they
 * would pass `blockUnits` UTF-16 units together: varint count, varint length of each in units, all of them as one text.
 */
export function writeStrings(writer: ByteWriter, strings: readonly string[]): void {
  writer.varint(strings.length)
  for (let start = 0; start < strings.length;) {
    const end = blockEnd(strings, start)
    writer.varint(end - start)
    for (let index = start; index < end; index++) writer.varint(strings[index]?.length ?? 0)
    writer.text(strings.slice(start, end).join(""))
    start = end
  }
}

function blockEnd(strings: readonly string[], start: number): number {
  let units = strings[start]?.length ?? 0
  let end = start + 1
  for (const limit = Math.min(start + blockStrings, strings.length); end < limit; end++) {
    units += strings[end]?.length ?? 0
    if (units > blockUnits) break
  }
  return end
}

/** Reads what `writeStrings` wrote. @throws {DecodeError} */
export function readStrings(reader: ByteReader): string[] {
  const count = reader.count()
  const strings: string[] = []
  while (strings.length < count) {
    const inBlock = reader.count()
    if (inBlock === 0 || inBlock > count - strings.length) throw wrongCount()
    const lengths = Array.from({ length: inBlock }, () => reader.varint())
    const text = reader.text()
    let start = 0
    for (const length of lengths) {
      const end = start + length
      if (end > text.length) throw wrongCount()
      strings.push(text.slice(start, end))
      start = end
    }
  }
  return strings
}

function wrongCount(): DecodeError {
  return new DecodeError("The bytes of a stored value are damaged: the lengths of an array's strings don't add up")
}

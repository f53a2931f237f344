import { isInteger32, readFloat64s, readInt32s, writeFloat64s, writeInt32s } from "./arrayForm.ts"
import type { ByteReader } from "./byteReader.ts"
import type { ByteWriter } from "./byteWriter.ts"
import { DecodeError } from "./errors.ts"
import { readStrings, writeStrings } from "./packedStrings.ts"

/**
 * A column of a table: a byte that says what its values are, with `withGaps` added where some are null or undefined, and the
 * values, as many as there are rows:
 *
 *     mixed       nothing: the values follow the table's columns, each as any value is written
 *     integers    4 bytes each
 *     floats      8 bytes each
 *     booleans    a byte each
 *     texts       see packedStrings.ts
 *     categories  the different texts, in the order in which they come (see packedStrings.ts), and for each row the number of
 *                 its text, a byte
 *
 * With gaps, a byte for each row comes first: 0 where there is a value, else `gapKinds`; the values are then those that there are.
 */
const kinds = { mixed: 0, integers: 1, floats: 2, booleans: 3, texts: 4, categories: 5 } as const
type Kind = keyof typeof kinds

const withGaps = 0x80
const gapKinds = { null: 1, undefined: 2 } as const

/** So many different texts at most are categories, and only if each comes twice on average. */
const maxCategories = 256

/** The values of a column. */
export type Column = readonly unknown[]

/** Writes a column. @returns false for a mixed one, whose values are to be written later */
export function writeColumn(writer: ByteWriter, column: Column): boolean {
  const { kind, gaps } = formOf(column)
  if (kind === "mixed") {
    writer.byte(kinds.mixed)
    return false
  }
  const values = gaps > 0 ? column.filter((value) => value !== null && value !== undefined) : column
  // The form says what all values are, here and below.
  const categories = kind === "texts" ? categoriesOf(values as readonly string[]) : undefined
  writer.byte(kinds[categories ? "categories" : kind] + (gaps > 0 ? withGaps : 0))
  if (gaps > 0) writeGaps(writer, column)
  if (categories) {
    writeStrings(writer, categories.texts)
    writer.bytes(categories.numbers)
  } else if (kind === "integers") writeInt32s(writer, values as readonly number[])
  else if (kind === "floats") writeFloat64s(writer, values as readonly number[])
  else if (kind === "booleans") writeBooleans(writer, values as readonly boolean[])
  else writeStrings(writer, values as readonly string[])
  return true
}

/** What all values of a column are. With gaps alone, or values of several kinds, it is mixed. */
function formOf(column: Column): { kind: Exclude<Kind, "categories">; gaps: number } {
  let type: string | undefined
  let isShort = true
  let gaps = 0
  for (let index = 0; index < column.length; index++) {
    const value = column[index]
    if (value === undefined || value === null) gaps++
    else {
      type ??= typeof value
      if (typeof value !== type) return { kind: "mixed", gaps: 0 }
      if (typeof value === "number" && !isInteger32(value)) isShort = false
    }
  }
  if (type === "number") return { kind: isShort ? "integers" : "floats", gaps }
  if (type === "boolean") return { kind: "booleans", gaps }
  return type === "string" ? { kind: "texts", gaps } : { kind: "mixed", gaps: 0 }
}

function writeGaps(writer: ByteWriter, column: Column): void {
  const start = writer.reserve(column.length)
  for (let index = 0; index < column.length; index++) {
    const value = column[index]
    writer.buffer[start + index] = value === null ? gapKinds.null : value === undefined ? gapKinds.undefined : 0
  }
}

/** Undefined where there are too many different texts for the number of rows. */
function categoriesOf(texts: readonly string[]): { texts: readonly string[]; numbers: Uint8Array } | undefined {
  const numberOf = new Map<string, number>()
  const numbers = new Uint8Array(texts.length)
  for (let index = 0; index < texts.length; index++) {
    const text = texts[index] ?? ""
    let number = numberOf.get(text)
    if (number === undefined) {
      number = numberOf.size
      if (number === maxCategories || (number + 1) * 2 > texts.length) return undefined
      numberOf.set(text, number)
    }
    numbers[index] = number
  }
  return { texts: [...numberOf.keys()], numbers }
}

function writeBooleans(writer: ByteWriter, values: readonly boolean[]): void {
  const start = writer.reserve(values.length)
  for (let index = 0; index < values.length; index++) writer.buffer[start + index] = values[index] === true ? 1 : 0
}

/**
 * Reads what `writeColumn` wrote of so many rows; undefined for a mixed column.
 * @throws {DecodeError}
 */
export function readColumn(reader: ByteReader, count: number): Column | undefined {
  const form = reader.byte()
  if (form === kinds.mixed) return undefined
  const gaps = form >= withGaps ? reader.bytes(count) : undefined
  const present = gaps ? gaps.reduce((sum, gap) => (gap === 0 ? sum + 1 : sum), 0) : count
  const values = readValues(reader, form % withGaps, present)
  if (values.length !== present) throw damaged("a column has another number of values than its table")
  return gaps ? withGapsAgain(values, gaps) : values
}

function readValues(reader: ByteReader, kind: number, count: number): Column {
  switch (kind) {
    case kinds.integers:
      return readInt32s(reader, count)
    case kinds.floats:
      return readFloat64s(reader, count)
    case kinds.booleans:
      return Array.from(reader.bytes(count), (byte) => byte === 1)
    case kinds.texts:
      return readStrings(reader)
    case kinds.categories:
      return readCategories(reader, count)
    default:
      throw damaged(`a column of the unknown kind ${kind}`)
  }
}

function readCategories(reader: ByteReader, count: number): Column {
  const texts = readStrings(reader)
  const numbers = reader.bytes(count)
  return Array.from(numbers, (number) => {
    const text = texts[number]
    if (text === undefined) throw damaged("a text that isn't among its column's")
    return text
  })
}

function withGapsAgain(values: Column, gaps: Uint8Array): Column {
  let next = 0
  return Array.from(gaps, (gap) => (gap === 0 ? values[next++] : gap === gapKinds.null ? null : undefined))
}

function damaged(how: string): DecodeError {
  return new DecodeError(`The bytes of a stored value are damaged: ${how}`)
}

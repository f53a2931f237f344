import { inspect } from "node:util"
import type { ByteReader } from "./byteReader.ts"
import type { ByteWriter } from "./byteWriter.ts"

/** How an array is written: packed when all members are of one kind; sparse when it has holes or keys of its own. */
export type ArrayForm = "integers" | "floats" | "texts" | "mixed" | "sparse"

/** Looks through an array, in one pass for all but odd ones. */
export function arrayForm(array: readonly unknown[]): ArrayForm {
  const form = denseForm(array)
  return form !== "sparse" && hasOwnKeys(array) ? "sparse" : form
}

function denseForm(array: readonly unknown[]): ArrayForm {
  const first = typeof array[0]
  if (first !== "number" && first !== "string") return hasHole(array) ? "sparse" : "mixed"
  let form: ArrayForm = first === "number" ? "integers" : "texts"
  // Not `every`, which skips holes, billions of them one by one.
  for (let index = 0; index < array.length; index++) {
    const member = array[index]
    if (typeof member !== first) return hasHole(array) ? "sparse" : "mixed"
    if (typeof member === "number" && !isInteger32(member)) form = "floats"
  }
  return form
}

/** Whether a number has the short form: an integer within 32 bits, and not -0. */
export function isInteger32(value: number): boolean {
  return (value | 0) === value && (value !== 0 || 1 / value > 0)
}

function hasHole(array: readonly unknown[]): boolean {
  for (let index = 0; index < array.length; index++) {
    if (array[index] === undefined && !Object.hasOwn(array, index)) return true
  }
  return false
}

/**
 * Whether a dense array has keys beside its indices. `Object.keys` makes a string of every index (94 ms for a million); V8
 * knows without, but of all its callers only `inspect` shows it (4 µs). Should `inspect` ever write it otherwise, this is
 * slower and still right.
 */
function hasOwnKeys(array: readonly unknown[]): boolean {
  const { length } = array
  if (length > 100) {
    const shown = inspect(array, { maxArrayLength: 0, depth: 0, customInspect: false, breakLength: Infinity })
    if (shown === `[ ... ${length} more items ]`) return false
  }
  return Object.keys(array).length > length
}

/** Writes the count and 4 bytes for each member. */
export function writeIntegers(writer: ByteWriter, numbers: readonly number[]): void {
  writer.varint(numbers.length)
  writeInt32s(writer, numbers)
}

/** Writes 4 bytes for each number. */
export function writeInt32s(writer: ByteWriter, numbers: readonly number[]): void {
  const start = writer.reserve(numbers.length * 4)
  for (let index = 0; index < numbers.length; index++) writer.setInt32(start + index * 4, numbers[index] ?? 0)
}

/** Writes the count and 8 bytes for each member. */
export function writeFloats(writer: ByteWriter, numbers: readonly number[]): void {
  writer.varint(numbers.length)
  writeFloat64s(writer, numbers)
}

/** Writes 8 bytes for each number. */
export function writeFloat64s(writer: ByteWriter, numbers: readonly number[]): void {
  const start = writer.reserve(numbers.length * 8)
  for (let index = 0; index < numbers.length; index++) writer.setFloat64(start + index * 8, numbers[index] ?? 0)
}

/** Reads what `writeIntegers` wrote. @throws {DecodeError} */
export function readIntegers(reader: ByteReader): number[] {
  return readInt32s(reader, reader.count(4))
}

/** Reads what `writeInt32s` wrote of so many numbers. @throws {DecodeError} */
export function readInt32s(reader: ByteReader, count: number): number[] {
  const numbers: number[] = []
  for (let index = 0; index < count; index++) numbers.push(reader.int32())
  return numbers
}

/** Reads what `writeFloats` wrote. @throws {DecodeError} */
export function readFloats(reader: ByteReader): number[] {
  return readFloat64s(reader, reader.count(8))
}

/** Reads what `writeFloat64s` wrote of so many numbers. @throws {DecodeError} */
export function readFloat64s(reader: ByteReader, count: number): number[] {
  const numbers: number[] = []
  for (let index = 0; index < count; index++) numbers.push(reader.float64())
  return numbers
}

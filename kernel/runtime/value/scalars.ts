import { isInteger32 } from "./arrayForm.ts"
import type { ByteReader } from "./byteReader.ts"
import type { ByteWriter } from "./byteWriter.ts"
import { DecodeError } from "./errors.ts"
import { smallInteger, tags } from "./format.ts"

/** Whether a value is primitive and can be stored: all but symbols. */
export function isScalar(value: unknown): boolean {
  return value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol")
}

/** Writes a value for which `isScalar` holds. */
export function writeScalar(writer: ByteWriter, value: unknown): void {
  switch (typeof value) {
    case "number":
      writeNumber(writer, value)
      break
    case "string":
      writer.byte(tags.text)
      writer.text(value)
      break
    case "boolean":
      writer.byte(value ? tags.true : tags.false)
      break
    case "bigint":
      writeBigint(writer, value)
      break
    default:
      writer.byte(value === null ? tags.null : tags.undefined)
  }
}

function writeNumber(writer: ByteWriter, value: number): void {
  if (!isInteger32(value)) {
    writer.byte(tags.float)
    writer.float64(value)
  } else if (value >= 0 && value < 0x80) writer.byte(smallInteger + value)
  else {
    writer.byte(tags.integer)
    writer.varint(value < 0 ? -2 * value - 1 : 2 * value)
  }
}

function writeBigint(writer: ByteWriter, value: bigint): void {
  if (BigInt.asIntN(64, value) === value) {
    writer.byte(tags.bigint64)
    writer.bigint64(value)
    return
  }
  const digits = (value < 0n ? -value : value).toString(16)
  const magnitude = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex")
  writer.byte(tags.bigint)
  writer.byte(value < 0n ? 1 : 0)
  writer.varint(magnitude.length)
  writer.bytes(magnitude)
}

/** Whether a tag begins what `writeScalar` writes. */
export function isScalarTag(tag: number): boolean {
  return tag <= tags.text || tag >= smallInteger
}

/** Reads what `writeScalar` wrote after the tag. @throws {DecodeError} */
export function readScalar(reader: ByteReader, tag: number): unknown {
  if (tag >= smallInteger) return tag - smallInteger
  switch (tag) {
    case tags.undefined:
      return undefined
    case tags.null:
      return null
    case tags.false:
      return false
    case tags.true:
      return true
    case tags.integer:
      return readInteger(reader)
    case tags.float:
      return reader.float64()
    case tags.bigint64:
      return reader.bigint64()
    case tags.bigint:
      return readBigint(reader)
    case tags.text:
      return reader.text()
    default:
      throw new DecodeError(`The bytes of a stored value are damaged: the tag ${tag} where a primitive value has to be`)
  }
}

function readInteger(reader: ByteReader): number {
  const zigzag = reader.varint()
  return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
}

function readBigint(reader: ByteReader): bigint {
  const isNegative = reader.byte() === 1
  const magnitude = BigInt(`0x0${reader.bytes(reader.count()).toString("hex")}`)
  return isNegative ? -magnitude : magnitude
}

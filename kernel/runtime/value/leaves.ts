import { types } from "node:util"
import type { ByteReader } from "./byteReader.ts"
import type { ByteWriter } from "./byteWriter.ts"
import { tags } from "./format.ts"
import { isBuiltIn } from "./prototypes.ts"
import { readScalar, writeScalar } from "./scalars.ts"

/** Writes an object without members: Date, RegExp, a boxed primitive, URL, URLSearchParams. False when it is none of them. */
export function writeLeaf(writer: ByteWriter, value: object): boolean {
  if (types.isDate(value) && isBuiltIn(value, "Date")) {
    writer.byte(tags.date)
    writer.float64(value.getTime())
  } else if (types.isRegExp(value) && isBuiltIn(value, "RegExp")) {
    writer.byte(tags.regexp)
    writer.text(value.source)
    writer.text(value.flags)
  } else if (types.isBoxedPrimitive(value) && boxes.some((name) => isBuiltIn(value, name))) {
    writer.byte(tags.boxed)
    writeScalar(writer, primitiveOf(value))
  } else if (value instanceof URL && isBuiltIn(value, "URL")) {
    writer.byte(tags.url)
    writer.text(value.href)
  } else if (value instanceof URLSearchParams && isBuiltIn(value, "URLSearchParams")) {
    writer.byte(tags.urlSearchParams)
    writer.text(value.toString())
  } else return false
  return true
}

const boxes = ["Number", "String", "Boolean", "BigInt"]

/** Not the object's own `valueOf`, which may give anything. */
function primitiveOf(value: object): unknown {
  if (types.isNumberObject(value)) return Number.prototype.valueOf.call(value)
  if (types.isStringObject(value)) return String.prototype.valueOf.call(value)
  if (types.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value)
  return BigInt.prototype.valueOf.call(value)
}

/** Reads what `writeLeaf` wrote after the tag; undefined when the tag is of something else. */
export function readLeaf(reader: ByteReader, tag: number): object | undefined {
  switch (tag) {
    case tags.date:
      return new Date(reader.float64())
    case tags.regexp:
      return new RegExp(reader.text(), reader.text())
    case tags.boxed:
      return Object(readScalar(reader, reader.byte()))
    case tags.url:
      return new URL(reader.text())
    case tags.urlSearchParams:
      return new URLSearchParams(reader.text())
    default:
      return undefined
  }
}

import { types } from "node:util"
import type { ByteReader } from "./byteReader.ts"
import type { ByteWriter } from "./byteWriter.ts"
import { readColumn, writeColumn, type Column } from "./columns.ts"
import { DecodeError } from "./errors.ts"
import { hasHiddenParts, isWithoutPrototype, withoutPrototype } from "./prototypes.ts"
import type { ShapeReader, ShapeWriter } from "./shapes.ts"

/**
 * A table: a list of plain objects, or of objects without a prototype, with the same few lists of keys, such as the rows of a query. Its keys are written once, and
 * its values column by column, which is faster than one by one and takes less room.
 *
 *     table  = varint count of rows, byte count of shapes, shapes (see shapes.ts),
 *              when there are several: for each row the number of its shape, a byte
 *              for each shape, for each key: column (see columns.ts)
 *              the values of the columns that are `mixed`, column by column
 *
 * The rows take the numbers after the list's, in their order, then what is in the mixed columns.
 */
export interface Table {
  rows: readonly object[]
  /** The rows of each list of keys. */
  parts: readonly Part[]
  /** For each row the part that it is in; undefined when there is one. */
  partOf: Uint8Array | undefined
  /** The rows have no prototype. */
  isBare: boolean
}

interface Part {
  keys: readonly string[]
  /** The places of its rows; undefined when these are all. */
  places: number[] | undefined
}

/** Fewer rows are written one by one. */
const fewestRows = 8
/** Rows of more lists of keys than this aren't alike. */
const maxShapes = 8

/** The key that isn't one when it is assigned. */
const prototypeKey = "__proto__"

/** Looks whether a list without holes is a table. What the rows hold isn't looked at. */
export function tableOf(list: readonly unknown[]): Table | undefined {
  if (list.length < fewestRows) return undefined
  const shapes: (readonly string[])[] = []
  const prototype = prototypeOf(list[0])
  let partOf: Uint8Array | undefined
  let part = 0
  for (let place = 0; place < list.length; place++) {
    const keys = keysOfRow(list[place], prototype)
    if (!keys) return undefined
    if (!isSame(keys, shapes[part])) {
      part = shapes.findIndex((known) => isSame(keys, known))
      if (part < 0) {
        if (shapes.length === maxShapes || keys.includes(prototypeKey)) return undefined
        part = shapes.push(keys) - 1
        if (part === 1) partOf = new Uint8Array(list.length)
      }
    }
    if (partOf) partOf[place] = part
  }
  // `keysOfRow` took objects alone.
  return { rows: list as readonly object[], parts: partsOf(shapes, partOf), partOf, isBare: prototype === null }
}

function partsOf(shapes: readonly (readonly string[])[], partOf: Uint8Array | undefined): readonly Part[] {
  if (!partOf) return shapes.map((keys) => ({ keys, places: undefined }))
  const places: number[][] = shapes.map(() => [])
  for (let place = 0; place < partOf.length; place++) places[partOf[place] ?? 0]?.push(place)
  return shapes.map((keys, part) => ({ keys, places: places[part] }))
}

/** That of the rows, which all of them have to have. */
function prototypeOf(first: unknown): object | null {
  return typeof first === "object" && first !== null && isWithoutPrototype(first) ? null : Object.prototype
}

/** Undefined for what isn't a row: something else than a plain object, or one that has nothing, or something under a symbol. */
function keysOfRow(row: unknown, prototype: object | null): readonly string[] | undefined {
  if (typeof row !== "object" || row === null || Object.getPrototypeOf(row) !== prototype) return undefined
  if (prototype === null && hasHiddenParts(row)) return undefined
  // A frame of polars is a proxy with its columns as keys.
  if (types.isProxy(row)) return undefined
  const keys = Object.keys(row)
  return keys.length > 0 && Object.getOwnPropertySymbols(row).length === 0 ? keys : undefined
}

function isSame(left: readonly string[], right: readonly string[] | undefined): boolean {
  if (left.length !== right?.length) return false
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false
  return true
}

/** Where a value of a mixed column is. */
export interface Cells {
  key: string
  values: readonly unknown[]
  /** The places of its rows; undefined when these are all. */
  places: readonly number[] | undefined
}

/** Writes a table but for the values of its mixed columns. @returns these columns, to be written next */
export function writeTable(writer: ByteWriter, shapes: ShapeWriter, { rows, parts, partOf }: Table): readonly Cells[] {
  writer.varint(rows.length)
  writer.byte(parts.length)
  for (const { keys } of parts) shapes.write(writer, keys)
  if (partOf) writer.bytes(partOf)
  const mixed: Cells[] = []
  for (const { keys, places } of parts) {
    const columns = columnsOf(rows, keys, places)
    for (const [index, values] of columns.entries()) {
      if (!writeColumn(writer, values)) mixed.push({ key: keys[index] ?? "", values, places })
    }
  }
  return mixed
}

/** Reads the rows one after the other, and each value once: what there is may be a getter's. */
function columnsOf(
  rows: readonly object[],
  keys: readonly string[],
  places: readonly number[] | undefined,
): unknown[][] {
  const columns: unknown[][] = keys.map(() => [])
  const count = places?.length ?? rows.length
  for (let index = 0; index < count; index++) {
    // Any object can be read by any key; `Reflect.get` is several times slower.
    const row = rows[places ? (places[index] ?? 0) : index] as Readonly<Record<string, unknown>>
    for (let column = 0; column < keys.length; column++) columns[column]?.push(row[keys[column] ?? ""])
  }
  return columns
}

/** A table as it was read, but for the values of its mixed columns. */
export interface ReadTable {
  rows: Record<string, unknown>[]
  mixed: readonly { key: string; rows: readonly Record<string, unknown>[] }[]
}

/**
 * Reads what `writeTable` wrote.
 * @param isBare whether the rows have no prototype
 * @throws {DecodeError}
 */
export function readTable(reader: ByteReader, shapes: ShapeReader, isBare: boolean): ReadTable {
  // Each row has at least one byte of its own, so that few bytes don't ask for many rows.
  const count = reader.count()
  const parts = Array.from({ length: reader.byte() }, () => shapes.read(reader))
  if (parts.length === 0 || parts.some((keys) => keys.length === 0 || keys.includes(prototypeKey)))
    throw new DecodeError("The bytes of a stored value are damaged: a table's rows have strange keys")
  const partOf = parts.length > 1 ? reader.bytes(count) : undefined
  const counts = parts.map(() => 0)
  if (partOf) for (const part of partOf) counts[part] = (counts[part] ?? 0) + 1
  else counts[0] = count
  if (counts.length > parts.length)
    throw new DecodeError("The bytes of a stored value are damaged: a table's rows have keys that it doesn't name")
  const ofParts = parts.map((keys, part) => readPart(reader, keys, counts[part] ?? 0, isBare))
  const mixed = ofParts.flatMap(({ keys, columns, rows }) =>
    keys.flatMap((key, index) => (columns[index] === undefined ? [{ key, rows }] : [])),
  )
  return { rows: partOf ? inOrder(ofParts, partOf) : (ofParts[0]?.rows ?? []), mixed }
}

function inOrder(parts: readonly ReadPart[], partOf: Uint8Array): Record<string, unknown>[] {
  const next = parts.map(() => 0)
  const rows: Record<string, unknown>[] = []
  for (const part of partOf) {
    const index = next[part] ?? 0
    const row = parts[part]?.rows[index]
    if (row) rows.push(row)
    next[part] = index + 1
  }
  return rows
}

interface ReadPart {
  keys: readonly string[]
  columns: readonly (Column | undefined)[]
  rows: Record<string, unknown>[]
}

function readPart(reader: ByteReader, keys: readonly string[], count: number, isBare: boolean): ReadPart {
  const columns = keys.map(() => readColumn(reader, count))
  // Every value of a mixed column takes at least a byte.
  reader.owe(count * columns.filter((column) => column === undefined).length)
  const rows: Record<string, unknown>[] = []
  for (let index = 0; index < count; index++) {
    const row: Record<string, unknown> = isBare ? withoutPrototype() : {}
    // What is still to come has its place among the keys.
    for (let column = 0; column < keys.length; column++) row[keys[column] ?? ""] = columns[column]?.[index]
    rows.push(row)
  }
  return { keys, columns, rows }
}

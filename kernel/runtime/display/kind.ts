import { types } from "node:util"
import { className, isPlainPrototype } from "../value/prototypes.ts"
import { danfoTable } from "./danfoTable.ts"
import { recordsTable } from "./recordsTable.ts"
import type { TableView } from "./table/view.ts"

/** What a value is, in two short texts. */
export interface Kind {
  /** `table`, `number`, `Float64Array`, or the name of its class. */
  type: string
  /** `200 rows × 3 columns`; absent for what has no parts. */
  shape?: string
}

/** The table that a value is, if it is one. */
export function tableIn(value: unknown): TableView | undefined {
  if (typeof value !== "object" || value === null) return undefined
  return danfoTable(value) ?? recordsTable(value)
}

/** Tells what a value is without looking at all of it. No getter runs. */
export function kindOf(value: unknown): Kind {
  if (value === null) return { type: "null" }
  if (typeof value === "string") return { type: "string", shape: counted(value.length, "character") }
  if (typeof value !== "object") return { type: typeof value }
  if (types.isProxy(value)) return { type: "object" }
  const table = tableIn(value)
  if (table) {
    const shape = `${counted(table.rowCount, "row")} × ${counted(table.columns.length, "column")}`
    return { type: Array.isArray(value) ? "table" : (className(value) ?? "table"), shape }
  }
  return { type: typeOf(value), ...shapeOf(value) }
}

/** Whether a value is bytes, which say nothing to people. */
export function isBytes(value: unknown): boolean {
  return value instanceof Uint8Array || types.isAnyArrayBuffer(value) || value instanceof DataView
}

function typeOf(value: object): string {
  if (isPlainPrototype(Reflect.getPrototypeOf(value)) && !Array.isArray(value)) return "object"
  return className(value) ?? "object"
}

function shapeOf(value: object): { shape?: string } {
  if (isBytes(value)) return { shape: counted(Number(Reflect.get(value, "byteLength")), "byte") }
  if (ArrayBuffer.isView(value)) return { shape: counted(Number(Reflect.get(value, "length")), "number") }
  if (Array.isArray(value)) return { shape: listShape(value) }
  if (types.isMap(value)) return { shape: counted(value.size, "entry", "entries") }
  if (types.isSet(value)) return { shape: counted(value.size, "element") }
  if (types.isDate(value) || types.isRegExp(value)) return {}
  return { shape: counted(Object.keys(value).length, "property", "properties") }
}

/** Of lists in a list the two lengths, when they are all the same. */
function listShape(list: readonly unknown[]): string {
  const [first] = list
  const width = Array.isArray(first) || ArrayBuffer.isView(first) ? lengthOf(first) : undefined
  if (width === undefined || !list.every((row) => lengthOf(row) === width)) return counted(list.length, "element")
  return `${list.length.toLocaleString("en")} × ${width.toLocaleString("en")}`
}

function lengthOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length
  return ArrayBuffer.isView(value) && !(value instanceof DataView) ? Number(Reflect.get(value, "length")) : undefined
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`
}

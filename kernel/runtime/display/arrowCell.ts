import { inspect } from "node:util"
import { kindOf } from "../value/libraries/arrow.ts"

/** A type of Arrow, as far as it is read here. */
export interface ArrowType {
  typeId: number
  /** Digits behind the point of a decimal. */
  scale?: number
  /** The type of a dictionary's values. */
  dictionary?: ArrowType
  toString(): string
}

/** Numbers of Arrow's types, the same in all versions and languages. */
const decimal = 7
const date = 8
const timestamp = 10

/** Elements of a list or struct within a cell that are shown, and how deep. */
const shownElements = 10
const maxDepth = 3
const maxTextLength = 100

/** What Arrow gives as a number or as an object of its own, as people read it. */
export function arrowCell(value: unknown, type: ArrowType): unknown {
  if (value === null || value === undefined) return value
  const { typeId, scale } = type.dictionary ?? type
  if ((typeId === timestamp || typeId === date) && typeof value === "number") return new Date(value)
  if (typeId === decimal && typeof value === "object") return decimalText(digitsOf(value), scale ?? 0)
  return typeof value === "object" && !ArrayBuffer.isView(value) ? preview(value, 0) : value
}

/** A decimal's digits print as a whole number. */
function digitsOf(value: { toString(): string }): bigint {
  return BigInt(String(value))
}

function decimalText(digits: bigint, scale: number): string {
  const sign = digits < 0n ? "-" : ""
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0")
  return scale > 0 ? `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}` : sign + text
}

/** A list (a Vector) or a struct (a row that gives pairs of names and values), of which no more is read than is shown. */
function preview(value: unknown, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, maxTextLength))
  if (!isIterable(value) || ArrayBuffer.isView(value)) {
    return inspect(value, { depth: 0, maxArrayLength: shownElements, breakLength: Infinity })
  }
  if (depth === maxDepth) return "…"
  const isList = kindOf(value) === "Vector"
  const elements = Iterator.from(value)
    .take(shownElements + 1)
    .toArray()
  const texts = elements.slice(0, shownElements).map((element) => {
    if (isList || !Array.isArray(element)) return preview(element, depth + 1)
    return `${String(element[0])}: ${preview(element[1], depth + 1)}`
  })
  const all = [...texts, ...(elements.length > shownElements ? ["…"] : [])].join(", ")
  return isList ? `[${all}]` : `{ ${all} }`
}

/** Rows of structs are proxies that deny what they have. */
function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, Symbol.iterator) === "function"
}

import { types } from "node:util"
import { isIterable } from "../../isIterable.ts"
import { columnCells } from "./table/cells.ts"
import type { TableView } from "./table/view.ts"
import { isBytes, kindOf, tableIn, type Kind } from "./kind.ts"

/** The type under which a look at a value travels among its representations. */
export const lookType = "application/vnd.tsnb.look+json"

/** The first rows of a table, as text. */
export interface LookedTable {
  columns: readonly { name: string; type?: string; isNumeric: boolean }[]
  rows: readonly (readonly string[])[]
  rowCount: number
  columnCount: number
}

/** What there is to see of a value: its kind, and a table, or its parts as JSON can say them. */
export interface ValueLook extends Kind {
  table?: LookedTable
  tree?: unknown
}

const most = { rows: 100, columns: 50, cell: 200 }
const tree = { depth: 6, elements: 100, parts: 3_000, text: 1_000 }

/** Looks at a value that was decoded only for that. Bytes are told by their number: nobody reads them. */
export function lookAt(value: unknown): ValueLook {
  const kind = kindOf(value)
  if (isBytes(value)) return kind
  const table = tableIn(value)
  if (table) return { ...kind, table: firstRows(table) }
  return typeof value === "object" && value !== null ? { ...kind, tree: partsOf(value, 0, { left: tree.parts }) } : kind
}

function firstRows(view: TableView): LookedTable {
  const { columns, rowCount } = view
  const count = Math.min(rowCount, most.rows)
  const shown = columns.slice(0, most.columns).map(({ name, type }, column) => {
    const values = Array.from({ length: count }, (_, row) => view.cell(row, column))
    const { cells, isNumeric } = columnCells(values, most.cell)
    return { name, type, cells, isNumeric }
  })
  return {
    columns: shown.map(({ name, type, isNumeric }) => ({ name, ...(type !== undefined && { type }), isNumeric })),
    rows: Array.from({ length: count }, (_, row) => shown.map(({ cells }) => cells[row]?.text ?? "")),
    rowCount,
    columnCount: columns.length,
  }
}

/** A copy of what can be shown of a value; `budget` is how many parts there may still be. */
function partsOf(value: unknown, depth: number, budget: { left: number }): unknown {
  budget.left -= 1
  if (typeof value === "string") return value.length > tree.text ? `${value.slice(0, tree.text)}…` : value
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value)
  if (typeof value === "boolean" || value === null) return value
  if (typeof value === "bigint" || typeof value === "symbol") return String(value)
  if (typeof value !== "object") return typeof value
  if (types.isProxy(value)) return "Proxy"
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString()
  if (isBytes(value) || depth >= tree.depth || budget.left <= 0) return summary(value)
  // Views that are no typed arrays are bytes, which were told above.
  if ((ArrayBuffer.isView(value) || Array.isArray(value) || types.isSet(value)) && isIterable(value))
    return elementsOf(value, depth, budget)
  const entries = types.isMap(value) ? firstEntries(value) : ownEntries(value)
  const parts = entries.map(([key, part]) => [keyText(key), partsOf(part, depth + 1, budget)] as const)
  return Object.fromEntries(parts)
}

function elementsOf(list: Iterable<unknown>, depth: number, budget: { left: number }): readonly unknown[] {
  const elements = Iterator.from(list).take(tree.elements)
  const shown = Array.from(elements, (element) => partsOf(element, depth + 1, budget))
  const count = Number(Reflect.get(list, "length") ?? Reflect.get(list, "size"))
  return count > shown.length ? [...shown, `… ${(count - shown.length).toLocaleString("en")} more`] : shown
}

function firstEntries(map: ReadonlyMap<unknown, unknown>): readonly (readonly [unknown, unknown])[] {
  return [...map.entries().take(tree.elements)]
}

function ownEntries(value: object): readonly (readonly [unknown, unknown])[] {
  const keys = Object.keys(value).slice(0, tree.elements)
  return keys.map((key): [string, unknown] => [key, Object.getOwnPropertyDescriptor(value, key)?.value])
}

function keyText(key: unknown): string {
  if (typeof key === "object" && key !== null) return summary(key)
  return typeof key === "function" ? "function" : String(key)
}

function summary(value: object): string {
  const { type, shape } = kindOf(value)
  return shape === undefined ? type : `${type}, ${shape}`
}

import { types } from "node:util"
import { ownText } from "../../api/ownText.ts"
import type { MimeBundle } from "../../api/types.ts"
import { isPlainPrototype } from "../value/prototypes.ts"
import { plainText } from "./plainText.ts"
import type { TableView } from "./table/view.ts"
import { htmlOf, smallTableText, tableBundle } from "./table/bundle.ts"

/** Rows looked at, at each end: those that a table shows. */
const looked = 10
/** The lines around a list's elements as `console.log` prints it. */
const bracketLines = 2
/** An object with more properties than this is no row. */
const maxColumns = 1_000

/**
 * Lists of flat objects, such as a query's rows, as tables. The text of a short one is that of any list, as `console.log`
 * prints it, unless that takes several lines a row; that of a longer one is a table, cut as those of frames are.
 */
export function recordsBundle(value: object): MimeBundle | undefined {
  const view = recordsTable(value)
  if (!view) return undefined
  if (view.rowCount > 2 * looked) return tableBundle(view)
  const text = plainText(value)
  const isLong = text.split("\n").length > view.rowCount + bracketLines
  return { "text/html": htmlOf(view), "text/plain": (isLong ? smallTableText(view) : undefined) ?? text }
}

/** The table that a list of flat objects is. */
export function recordsTable(value: object): TableView | undefined {
  if (!Array.isArray(value) || types.isProxy(value) || value.length === 0) return undefined
  const rows: readonly unknown[] = value
  const seen = rows.length <= 2 * looked ? Array.from(rows) : [...rows.slice(0, looked), ...rows.slice(-looked)]
  if (!seen.every(isFlatRecord)) return undefined
  const [first = {}] = seen
  if (!Object.keys(first).some((name) => seen.every((row) => Object.hasOwn(row, name)))) return undefined
  const names = [...new Set(seen.flatMap((row) => Object.keys(row)))]
  return {
    columns: names.map((name) => ({ name })),
    rowCount: rows.length,
    label: (row: number): number => row,
    cell: (row: number, column: number): unknown => Reflect.get(Object(rows[row]), names[column] ?? ""),
  }
}

/** Whether a value is a plain object of nothing but simple values. */
function isFlatRecord(value: unknown): value is object {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false
  if (!isPlainPrototype(Object.getPrototypeOf(value))) return false
  if (Object.keys(value).length > maxColumns) return false
  const properties = Object.values(Object.getOwnPropertyDescriptors(value))
  return properties.every((property) => "value" in property && isSimple(property.value))
}

function isSimple(value: unknown): boolean {
  if (typeof value !== "object") return typeof value !== "function"
  return value === null || value instanceof Date || ownText(value) !== undefined
}

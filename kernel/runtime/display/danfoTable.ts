import type { MimeBundle } from "../../api/types.ts"
import { isDanfo, type DanfoFields } from "../value/libraries/danfo.ts"
import { tableBundle } from "./table/bundle.ts"
import type { TableColumn, TableView } from "./table/view.ts"

/** DataFrame and Series of danfojs as tables. */
export function danfoBundle(value: object): MimeBundle | undefined {
  const table = danfoTable(value)
  return table && tableBundle(table)
}

/** The table that a DataFrame or Series of danfojs is. */
export function danfoTable(value: object): TableView | undefined {
  if (!isDanfo(value)) return undefined
  const { $data, $index, $isSeries } = value
  const names = listOf(value.$columns)
  const types = listOf(value.$dtypes)
  return {
    columns: names.map((name, column) => columnOf(name, types[column])),
    rowCount: $data.length,
    label: (row) => $index[row],
    cell: $isSeries ? (row) => $data[row] : (row, column) => cellOf($data[row], column),
  }
}

function columnOf(name: unknown, type: unknown): TableColumn {
  return typeof type === "string" ? { name: String(name), type } : { name: String(name) }
}

function cellOf(row: DanfoFields["$data"][number], column: number): unknown {
  return Array.isArray(row) ? row[column] : undefined
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

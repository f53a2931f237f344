import type { MimeBundle } from "../../api/types.ts"
import { kindOf } from "../value/libraries/arrow.ts"
import { arrowCell, type ArrowType } from "./arrowCell.ts"
import { tableBundle } from "./table/bundle.ts"

/** What all versions of Arrow have in common, as far as it is read here. */
interface ArrowVector {
  type: ArrowType
  length: number
  get(row: number): unknown
}

interface ArrowTable {
  schema: { fields: readonly { name: string; type: ArrowType }[] }
  /** Before version 7, only `length`. */
  numRows?: number
  length?: number
  getChildAt?(column: number): ArrowVector | null
  /** A table's, before version 7. */
  getColumnAt?(column: number): ArrowVector | null
}

/** Table, RecordBatch and Vector of Apache Arrow as tables. */
export function arrowBundle(value: object): MimeBundle | undefined {
  const kind = kindOf(value)
  if (!kind) return undefined
  if (kind === "Vector") {
    // `kindOf` recognised each by its name and fields.
    const vector = value as ArrowVector
    return columnsBundle([{ name: "value", type: vector.type, vector }], vector.length)
  }
  const table = value as ArrowTable
  const columns = table.schema.fields.map(({ name, type }, column) => ({
    name,
    type,
    vector: table.getChildAt?.(column) ?? table.getColumnAt?.(column),
  }))
  return columnsBundle(columns, table.numRows ?? table.length ?? 0)
}

interface Column {
  name: string
  type: ArrowType
  vector: ArrowVector | null | undefined
}

function columnsBundle(columns: readonly Column[], rowCount: number): MimeBundle {
  return tableBundle({
    columns: columns.map(({ name, type }) => ({ name, type: String(type) })),
    rowCount,
    label: (row) => row,
    cell: (row, index) => {
      const column = columns[index]
      return column && arrowCell(column.vector?.get(row), column.type)
    },
  })
}

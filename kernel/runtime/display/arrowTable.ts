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
  if (isVector(value)) return columnsBundle([{ name: "value", type: value.type, vector: value }], value.length)
  if (!isTable(value)) return undefined
  const columns = value.schema.fields.map(({ name, type }, column) => ({
    name,
    type,
    vector: value.getChildAt?.(column) ?? value.getColumnAt?.(column),
  }))
  return columnsBundle(columns, value.numRows ?? value.length ?? 0)
}

function isVector(value: object): value is ArrowVector {
  return kindOf(value) === "Vector"
}

function isTable(value: object): value is ArrowTable {
  const kind = kindOf(value)
  return kind === "Table" || kind === "RecordBatch"
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

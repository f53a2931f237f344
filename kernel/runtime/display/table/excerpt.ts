import { columnCells, type Cell } from "./cells.ts"
import type { TableColumn, TableView } from "./view.ts"

/** How much of a table is shown. A table of `most` is shown whole; of a larger one `kept`, half of them from its end. */
export interface ExcerptLimits {
  rows: Limit
  columns: Limit
  /** Characters of a cell. */
  cell: number
}

interface Limit {
  most: number
  kept: number
}

export interface ExcerptColumn extends TableColumn {
  cells: readonly Cell[]
  isNumeric: boolean
}

/** What is shown of a table. */
export interface Excerpt {
  caption?: string
  rowCount: number
  columnCount: number
  /** What the shown rows are called. */
  labels: readonly Cell[]
  columns: readonly ExcerptColumn[]
  /** How many of the shown rows, and columns, come before those that are left out. */
  rowGap?: number
  columnGap?: number
}

/** Reads of a table what is to be shown, and nothing else. */
export function excerptOf(view: TableView, { rows, columns, cell }: ExcerptLimits): Excerpt {
  const shownRows = pick(view.rowCount, rows)
  const shownColumns = pick(view.columns.length, columns)
  return {
    ...(view.caption !== undefined && { caption: view.caption }),
    rowCount: view.rowCount,
    columnCount: view.columns.length,
    labels: columnCells(
      shownRows.indexes.map((row) => view.label(row)),
      cell,
    ).cells,
    columns: shownColumns.indexes.map((column) => {
      const { name = "", type } = view.columns[column] ?? {}
      const values = shownRows.indexes.map((row) => view.cell(row, column))
      return { name, ...(type !== undefined && { type }), ...columnCells(values, cell) }
    }),
    ...(shownRows.gap !== undefined && { rowGap: shownRows.gap }),
    ...(shownColumns.gap !== undefined && { columnGap: shownColumns.gap }),
  }
}

function pick(count: number, { most, kept }: Limit): { indexes: readonly number[]; gap?: number } {
  if (count <= most) return { indexes: Array.from({ length: count }, (_, index) => index) }
  const head = Math.ceil(kept / 2)
  const indexes = Array.from({ length: kept }, (_, index) => (index < head ? index : count - kept + index))
  return { indexes, gap: head }
}

/** `68,211 rows × 6 columns` */
export function shapeText({ rowCount, columnCount }: Excerpt): string {
  return `${counted(rowCount, "row")} × ${counted(columnCount, "column")}`
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`
}

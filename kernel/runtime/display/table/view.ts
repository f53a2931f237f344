/** A table to be shown, of which only the rows that are shown are read. */
export interface TableView {
  columns: readonly TableColumn[]
  rowCount: number
  /** What the table is about. */
  caption?: string
  /** What a row is called. */
  label(row: number): unknown
  cell(row: number, column: number): unknown
}

export interface TableColumn {
  name: string
  /** As the library calls it. */
  type?: string
}

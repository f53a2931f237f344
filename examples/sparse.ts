/** A matrix of which most cells are empty: compressed sparse rows, the layout of SciPy's `csr_matrix`. */
export interface SparseMatrix {
  rows: number
  columns: number
  /** The cells that are there, row by row. */
  data: Float64Array
  /** The column of each of them. */
  indices: Int32Array
  /** Where each row starts in `data`, and last where all end: one more than there are rows. */
  rowStarts: Int32Array
}

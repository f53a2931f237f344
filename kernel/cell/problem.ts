/** Where something stands in a cell's source. */
export interface Place {
  /** 1-based, within the cell's source. */
  line: number
  /** 1-based, in UTF-16 units, as editors count. */
  column: number
}

/** Something about a cell that its author has to see. */
export interface Problem extends Place {
  /** What is wrong, and what to do about it. */
  message: string
  /** `error` unless told; a cell with a warning runs. */
  severity?: "error" | "warning"
}

/** A place as editors and terminals link it. */
export function formatPlace(where: string, { line, column }: Place): string {
  return `${where}:${line}:${column}`
}

/** Where something stands in a cell's source. */
export interface Place {
  /** 1-based, within the cell's source. */
  line: number
  /** 1-based, in UTF-16 units, as editors count. */
  column: number
}

/** A change within one line that mends a problem; the place is where it begins. */
export interface Fix extends Place {
  /** How many characters the text takes the place of. */
  length: number
  text: string
}

/** Something about a cell that its author has to see. */
export interface Problem extends Place {
  /** What is wrong, and what to do about it. */
  message: string
  /** `error` unless given; a cell with a warning runs. */
  severity?: "error" | "warning"
  /** What the message proposes, where that can be done for the author. */
  fix?: Fix
}

/** A place as editors and terminals link it. */
export function formatPlace(where: string, { line, column }: Place): string {
  return `${where}:${line}:${column}`
}

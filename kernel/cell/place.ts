import type { Place } from "./problem.ts"

/** The 1-based line and column of a character offset in a text. */
export function placeAt(source: string, offset: number): Place {
  const before = source.slice(0, offset)
  const lineStart = before.lastIndexOf("\n") + 1
  return { line: before.split("\n").length, column: offset - lineStart + 1 }
}

/** A place within a cell as a place in the file. */
export function placeInFile(cell: { line: number }, place: Place): Place {
  return { line: cell.line + place.line - 1, column: place.column }
}

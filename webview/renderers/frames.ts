/** A piece of a line of a stack: plain, or a place that can be shown. */
export interface StackPiece {
  text: string
  place?: { source: string; line: number; column: number }
}

/**
 * A place at the end of a frame: `(taxi.tsnb:12:5)`, `at In [3]:2:1`, `helpers/trips.ts:7:9`, `C:\\lib\\a.ts:1:1`. Addresses of
 * Node's own modules are no places that could be shown.
 */
const place =
  /(?<=\bat (?:.*\()?)(?<source>(?:In \[\d+\]|file:\/\/[^\s():]+|(?:[A-Za-z]:)?[^\s():][^():\n]*?)):(?<line>\d+):(?<column>\d+)(?=\)?\s*$)/u

/** A line of a stack with the place in it; the line is without colours. */
export function stackPieces(line: string): readonly StackPiece[] {
  const found = place.exec(line)
  const { source, line: row, column } = found?.groups ?? {}
  if (!found || source === undefined || source.startsWith("node:")) return [{ text: line }]
  const end = found.index + found[0].length
  return [
    { text: line.slice(0, found.index) },
    { text: found[0], place: { source, line: Number(row), column: Number(column) } },
    { text: line.slice(end) },
  ].filter(({ text }) => text !== "")
}

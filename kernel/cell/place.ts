import type { Place, Problem } from "./problem.ts"

/** The 1-based line and column of a character offset in a text. */
export function placeAt(source: string, offset: number): Place {
  return placesIn(source)(offset)
}

/** Tells the places of many offsets in one text, which is gone through only once. */
export function placesIn(source: string): (offset: number) => Place {
  const starts = [0]
  for (let end = source.indexOf("\n"); end >= 0; end = source.indexOf("\n", end + 1)) starts.push(end + 1)
  return (offset) => {
    const line = firstAbove(starts, offset)
    return { line, column: offset - (starts[line - 1] ?? 0) + 1 }
  }
}

/** The index of the first of some ascending numbers that is above a limit. */
export function firstAbove(numbers: readonly number[], limit: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? Infinity) > limit) high = middle
    else low = middle + 1
  }
  return low
}

/** A place within a cell as a place in the file. */
export function placeInFile(cell: { line: number }, place: Place): Place {
  return { line: cell.line + place.line - 1, column: place.column }
}

/** A problem of a cell as one of the file. */
export function problemInFile(cell: { line: number }, problem: Problem): Problem {
  const { fix } = problem
  return { ...problem, ...placeInFile(cell, problem), ...(fix && { fix: { ...fix, ...placeInFile(cell, fix) } }) }
}

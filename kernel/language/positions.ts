/** A place in a text as the language server counts: both from 0, characters in UTF-16 units. */
export interface TextPosition {
  line: number
  character: number
}

/** A part of a text. */
export interface TextRange {
  start: TextPosition
  end: TextPosition
}

/** The offsets at which the lines of a text start, by the line ends of the language server protocol. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0]
  // Two searches side by side are quicker than one by a regular expression.
  let feed = text.indexOf("\n")
  let carriage = text.indexOf("\r")
  while (feed >= 0 || carriage >= 0) {
    const isCarriage = carriage >= 0 && (feed < 0 || carriage < feed)
    const end = isCarriage && feed !== carriage + 1 ? carriage : feed
    starts.push(end + 1)
    if (isCarriage) carriage = text.indexOf("\r", end + 1)
    if (feed >= 0 && feed <= end) feed = text.indexOf("\n", end + 1)
  }
  return starts
}

/** @param starts as from `lineStarts` */
export function positionIn(starts: readonly number[], offset: number): TextPosition {
  const line = lastUpTo(starts, offset)
  return { line, character: offset - (starts[line] ?? 0) }
}

/** @param starts as from `lineStarts`; undefined for a line that isn't there */
export function offsetIn(starts: readonly number[], { line, character }: TextPosition): number | undefined {
  const start = starts[line]
  return start === undefined ? undefined : start + character
}

/** The index of the last of some ascending numbers that isn't above a limit; 0 when all are. */
export function lastUpTo(numbers: readonly number[], limit: number): number {
  let low = 0
  let high = numbers.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? Infinity) <= limit) low = middle
    else high = middle
  }
  return low
}

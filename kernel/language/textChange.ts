import { lineStarts, positionIn, type TextRange } from "./positions.ts"

/** A change of a text as the language server protocol tells it. */
export interface TextChange {
  range: TextRange
  text: string
}

/**
 * The one change that makes a text of another: all between what they begin with and what they end with.
 * @returns undefined when they are the same
 */
export function changeBetween(before: string, after: string): TextChange | undefined {
  if (before === after) return undefined
  const shorter = Math.min(before.length, after.length)
  let start = maxWhereLength(shorter, (length) => before.slice(0, length) === after.slice(0, length))
  let same = maxWhereLength(shorter - start, (length) => lastOf(before, length) === lastOf(after, length))
  // Neither a pair of surrogates nor a line end of two characters is torn apart.
  while (start > 0 && isTorn(before, start, after)) start--
  while (same > 0 && isTorn(before, before.length - same, after, after.length - same)) same--
  const starts = lineStarts(before)
  const end = before.length - same
  return {
    range: { start: positionIn(starts, start), end: positionIn(starts, end) },
    text: after.slice(start, after.length - same),
  }
}

function lastOf(text: string, length: number): string {
  return text.slice(text.length - length)
}

/** The greatest length for which something holds that holds for all shorter ones. Texts are compared faster than characters. */
function maxWhereLength(limit: number, holds: (length: number) => boolean): number {
  let length = 0
  let above = limit + 1
  while (above - length > 1) {
    const middle = (length + above) >> 1
    if (holds(middle)) length = middle
    else above = middle
  }
  return length
}

function isTorn(before: string, offset: number, after: string, offsetAfter = offset): boolean {
  return isWithinUnit(before, offset) || isWithinUnit(after, offsetAfter)
}

function isWithinUnit(text: string, offset: number): boolean {
  return /[\uD800-\uDBFF][\uDC00-\uDFFF]|\r\n/.test(text.slice(offset - 1, offset + 1))
}

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
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  let same = 0
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) same++
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

function isTorn(before: string, offset: number, after: string, offsetAfter = offset): boolean {
  return isWithinUnit(before, offset) || isWithinUnit(after, offsetAfter)
}

function isWithinUnit(text: string, offset: number): boolean {
  return /[\uD800-\uDBFF][\uDC00-\uDFFF]|\r\n/.test(text.slice(offset - 1, offset + 1))
}

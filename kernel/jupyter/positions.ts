// Jupyter counts code points; JavaScript counts UTF-16 units, of which an emoji has two.

/** The UTF-16 offset of a place that is told in code points. Places outside of the text are taken for its ends. */
export function toUtf16(text: string, codePoints: number): number {
  if (codePoints <= 0) return 0
  let offset = 0
  for (let count = 0; count < codePoints && offset < text.length; count++) offset += widthAt(text, offset)
  return offset
}

/** The code points before a UTF-16 offset. In the middle of a character, it isn't counted. */
export function toCodePoints(text: string, utf16: number): number {
  let count = 0
  let offset = 0
  while (offset < text.length && offset + widthAt(text, offset) <= utf16) {
    offset += widthAt(text, offset)
    count += 1
  }
  return count
}

function widthAt(text: string, offset: number): number {
  return (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
}

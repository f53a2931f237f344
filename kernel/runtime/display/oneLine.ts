let segmenter: Intl.Segmenter | undefined
// Scripts, punctuation and emoji that take two columns in a terminal.
const wide =
  /^(?:\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\u3000-\u303f\uff01-\uff60\uffe0-\uffe6])|\ufe0f/u
const plain = /^[\x20-\x7e]*$/
// oxlint-disable-next-line no-control-regex -- control characters are what has to go
const control = /[\u0000-\u001f\u007f-\u009f\u200b\u2028\u2029]+/g

// oxlint-disable-next-line no-control-regex -- the escape character begins each
const sequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g

/** How many columns a text takes in a terminal. It must be without colours. */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length
  let width = 0
  for (const { segment } of graphemesOf(text)) width += wide.test(segment) ? 2 : 1
  return width
}

/** The text, cut to so many columns; an ellipsis tells that it was longer. */
export function cutText(text: string, columns: number): string {
  if (columns <= 0) return ""
  // Of a long text, only as much is looked at as could be shown.
  if (text.length <= columns && plain.test(text)) return text
  let kept = 0
  let width = 0
  for (const { segment, index } of graphemesOf(text)) {
    width += wide.test(segment) ? 2 : 1
    if (width > columns) return `${text.slice(0, kept)}…`
    if (width <= columns - 1) kept = index + segment.length
  }
  return text
}

/** The end of a text that is longer than so many columns, after an ellipsis. */
export function cutStart(text: string, columns: number): string {
  const segments = Array.from(graphemesOf(text), ({ segment }) => segment)
  let kept = segments.length
  for (let width = 1; kept > 0; kept--) {
    width += wide.test(segments[kept - 1] ?? "") ? 2 : 1
    if (width > columns) break
  }
  return `…${segments.slice(kept).join("")}`
}

/** The text, with blanks after it up to so many columns. */
export function padText(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - textWidth(text)))
}

/** A text without the sequences that colour it, move a cursor or speak to a terminal in other ways. */
export function withoutSequences(text: string): string {
  return text.replace(sequence, "")
}

/** A text that may hold anything, as one line that moves no cursor and changes no colour. */
export function oneLine(text: string): string {
  return withoutSequences(text).replace(control, " ").trim()
}

/** What a reader takes for one character each. */
function graphemesOf(text: string): Iterable<Intl.SegmentData> {
  // Made at the first use: it takes as long as a process's whole start may.
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" })
  return segmenter.segment(text)
}

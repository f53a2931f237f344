/** A piece of a text that is, or isn't, what is looked for. */
export interface Piece {
  text: string
  isMatch: boolean
}

/** A text in pieces, with those that are equal to what is looked for but for upper and lower case. */
export function matchesIn(text: string, wanted: string): readonly Piece[] {
  const lower = text.toLowerCase()
  const sought = wanted.toLowerCase()
  // A few letters have another length in lower case: then places in one text aren't those in the other.
  if (sought === "" || lower.length !== text.length) return [{ text, isMatch: false }]
  const pieces: Piece[] = []
  let from = 0
  for (let at = lower.indexOf(sought); at >= 0; at = lower.indexOf(sought, from)) {
    if (at > from) pieces.push({ text: text.slice(from, at), isMatch: false })
    from = at + sought.length
    pieces.push({ text: text.slice(at, from), isMatch: true })
  }
  if (from < text.length || pieces.length === 0) pieces.push({ text: text.slice(from), isMatch: false })
  return pieces
}

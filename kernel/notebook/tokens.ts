/** A word or a `name=value` of a marker line or a directive; places are offsets in the text. */
export interface Token {
  start: number
  end: number
  /**
   * Of a `name=value`. The value goes from `valueStart` to `end`, and is empty when they are the same. It is open when
   * nothing closes its quote or bracket; it goes on to its first white space then.
   */
  option?: { name: string; valueStart: number; isOpen?: true }
}

const optionName = /[\p{L}\p{N}_$.-]+(?==)/uy
const closers: Readonly<Record<string, string>> = { "[": "]", "{": "}" }

/**
 * Takes a text apart at white space that isn't in a value's quotes or brackets. Only what follows a `name=` can be
 * quoted, so that an apostrophe in a title is just that.
 */
export function tokenise(text: string, from = 0): Token[] {
  const tokens: Token[] = []
  // After a quote or bracket that nothing closes, looking for the end of each further one would take for ever.
  let closes = true
  let place = skip(text, from, /\s*/y)
  while (place < text.length) {
    optionName.lastIndex = place
    const name = optionName.exec(text)?.[0]
    if (name === undefined) {
      const end = skip(text, place, /\S*/y)
      tokens.push({ start: place, end })
      place = end
    } else {
      const valueStart = place + name.length + 1
      const closed: number | undefined = closes ? endOfClosed(text, valueStart) : valueStart
      closes &&= closed !== undefined
      const end = skip(text, closed ?? valueStart, /\S*/y)
      tokens.push({ start: place, end, option: { name, valueStart, ...(closed === undefined && { isOpen: true }) } })
      place = end
    }
    place = skip(text, place, /\s*/y)
  }
  return tokens
}

/** Where the quotes or brackets that begin at `start` end: `start` when there are none, undefined when they never do. */
function endOfClosed(text: string, start: number): number | undefined {
  const first = text.charAt(start)
  if (isQuote(first)) return endOfQuoted(text, start)
  return closers[first] ? endOfBracketed(text, start) : start
}

function endOfQuoted(text: string, start: number): number | undefined {
  const quote = text.charAt(start)
  for (let place = start + 1; place < text.length; place += 1) {
    if (text[place] === "\\") place += 1
    else if (text[place] === quote) return place + 1
  }
  return undefined
}

function endOfBracketed(text: string, start: number): number | undefined {
  const expected: string[] = []
  let place = start
  while (place < text.length) {
    const character = text.charAt(place)
    const closer = closers[character]
    if (closer) expected.push(closer)
    else if (character === expected.at(-1)) expected.pop()
    if (expected.length === 0) return place + 1
    const next = isQuote(character) ? endOfQuoted(text, place) : place + 1
    if (next === undefined) return undefined
    place = next
  }
  return undefined
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'"
}

function skip(text: string, from: number, sticky: RegExp): number {
  sticky.lastIndex = from
  return from + (sticky.exec(text)?.[0].length ?? 0)
}

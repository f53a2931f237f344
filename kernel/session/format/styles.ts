/** How a sequence begins that sets colours and styles. */
export const styleSequence = "\u001b["

/** Ends all colours and styles. */
export const withoutStyles = "\u001b[0m"

// oxlint-disable-next-line no-control-regex -- the escape character begins each
const sequences = /\u001b\[([\d;:]*)m/g

/** By the number that ends it, what a number sets. */
const ends: readonly (readonly [end: number, sets: (code: number) => boolean])[] = [
  [22, (code) => code === 1 || code === 2],
  [23, (code) => code === 3 || code === 20],
  [24, (code) => code === 4 || code === 21],
  [25, (code) => code === 5 || code === 6],
  [27, (code) => code === 7],
  [28, (code) => code === 8],
  [29, (code) => code === 9],
  [39, (code) => (code >= 30 && code <= 38) || (code >= 90 && code <= 97)],
  [49, (code) => (code >= 40 && code <= 48) || (code >= 100 && code <= 107)],
  [54, (code) => code === 51 || code === 52],
  [55, (code) => code === 53],
  [59, (code) => code === 58],
]

/**
 * The sequences that still have an effect at the end of a text.
 * @param before those that had at its beginning
 */
export function keptStyles(text: string, before: readonly string[] = []): readonly string[] {
  const kept = new Map(before.map((sequence) => [endOf(sequence), sequence]))
  for (const [sequence, numbers = ""] of text.matchAll(sequences)) {
    const code = Number.parseInt(numbers, 10) || 0
    if (code === 0) kept.clear()
    // Several in one sequence are kept as one, by the first.
    const end = endOf(sequence)
    if (end !== undefined) kept.set(end, sequence)
    else kept.delete(code)
  }
  return [...kept.values()]
}

/** Lines of one text, each with the colours that an earlier one began: they are shown among others. */
export function carryStyles(lines: readonly string[]): readonly string[] {
  if (!lines.some((line) => line.includes(styleSequence))) return lines
  let open: readonly string[] = []
  return lines.map((line) => {
    const carried = open.join("") + line
    open = keptStyles(line, open)
    return carried
  })
}

/** The number that ends what a sequence sets first; undefined when it sets nothing. */
function endOf(sequence: string): number | undefined {
  const numbers = sequence.slice(styleSequence.length, -1)
  const code = Number.parseInt(numbers, 10) || 0
  // One that ends all, and then begins something, is ended by the next such one.
  if (code === 0) return /[1-9]/.test(numbers) ? 0 : undefined
  return ends.find(([, sets]) => sets(code))?.[0]
}

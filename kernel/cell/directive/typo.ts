import { distance } from "fastest-levenshtein"

/** The share of a name's letters that may be wrong for a comment to be more than a likeness. */
const tolerance = 0.4

/**
 * The name that a comment's `@name` was surely meant to be. Stricter than a hint needs to be, since most comments that
 * begin with `@` are other tools': a name of two letters allows no mistake but upper case, one of four a single one,
 * two letters that changed places (`@taks`) counting as one.
 */
export function typoOf(name: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((candidate) => ({ candidate, mistakes: countMistakes(name.toLowerCase(), candidate) }))
    .filter(({ candidate, mistakes }) => mistakes <= Math.floor(candidate.length * tolerance))
    .toSorted((one, other) => one.mistakes - other.mistakes)
  return ranked[0]?.candidate
}

function countMistakes(name: string, candidate: string): number {
  // As many letters more as are no likeness any more, however they stand.
  if (name.length > 2 * candidate.length) return name.length
  const swapped = Array.from(
    { length: Math.max(0, Math.min(name.length, candidate.length) - 1) },
    (_, index) => name.slice(0, index) + name.charAt(index + 1) + name.charAt(index) + name.slice(index + 2),
  )
  const swaps = swapped.filter((other) => other !== name).map((other) => 1 + distance(other, candidate))
  return Math.min(distance(name, candidate), ...swaps)
}

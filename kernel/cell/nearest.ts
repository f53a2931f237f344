import { closest, distance } from "fastest-levenshtein"

/** The known name that an unknown one was probably meant to be; undefined when none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const nearest = closest(
    name.toLowerCase(),
    known.map((other) => other.toLowerCase()),
  )
  const found = known.find((other) => other.toLowerCase() === nearest)
  // Two letters exchanged count as two changes.
  const allowed = name.length <= 3 ? 1 : Math.max(2, Math.floor(name.length / 3))
  return found !== undefined && distance(name.toLowerCase(), nearest) <= allowed ? found : undefined
}

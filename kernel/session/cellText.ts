import { hash } from "node:crypto"
import { withPlainLineEnds } from "../notebook/lines.ts"

/** Tells the text of a cell from others, whatever the ends of its lines are: editors know cells by other ids each time. */
export function textHash(text: string): string {
  return hash("sha256", withPlainLineEnds(text), "hex").slice(0, 32)
}

/** For each text's hash its place among those that are the same. */
export function placesOf(hashes: readonly string[]): readonly number[] {
  const counts = new Map<string, number>()
  return hashes.map((one) => {
    const place = counts.get(one) ?? 0
    counts.set(one, place + 1)
    return place
  })
}

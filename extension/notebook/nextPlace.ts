/**
 * The next of some places after one, or before it; beyond the last comes the first.
 * @param places in ascending order
 */
export function nextPlace(places: readonly number[], at: number, direction: "next" | "previous"): number | undefined {
  return direction === "next"
    ? (places.find((place) => place > at) ?? places[0])
    : (places.findLast((place) => place < at) ?? places.at(-1))
}

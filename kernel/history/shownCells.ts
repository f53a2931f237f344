import { placesOf } from "../session/cellText.ts"
import type { Store } from "../store/store.ts"
import type { ShownCell } from "./messages.ts"

/**
 * What cells of a notebook showed when they last ran in a session, as far as their texts are the same since.
 * @param notebook absolute path
 * @param hashes of the texts of the notebook's code cells, in its order
 */
export function shownCells(store: Store, notebook: string, hashes: readonly string[]): readonly ShownCell[] {
  if (hashes.length === 0) return []
  const places = placesOf(hashes)
  const indices = new Map(hashes.map((source, index) => [`${source} ${places[index]}`, index]))
  return store.shownCells(notebook).flatMap(({ source, place, ran }) => {
    const index = indices.get(`${source} ${place}`)
    return index === undefined ? [] : [{ index, ran }]
  })
}

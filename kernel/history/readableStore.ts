import { dirname } from "node:path"
import { hasStore } from "../store/places.ts"
import { openToRead, type ReadStore } from "../store/readOnly.ts"

/**
 * Opens the history of a notebook, if there is one.
 * @param notebook absolute path
 * @throws what `openStore` throws, except that it can't be written
 */
export function openReadable(notebook: string): ReadStore | undefined {
  const folder = dirname(notebook)
  return hasStore(folder) ? openToRead(folder) : undefined
}

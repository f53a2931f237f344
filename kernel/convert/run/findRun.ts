import { dirname } from "node:path"
import { RequestError } from "../../session/api.ts"
import { hasStore } from "../../store/places.ts"
import { openToRead } from "../../store/readOnly.ts"
import { readSharedRun, type SharedRun } from "./sharedRun.ts"

/**
 * The run whose outputs are shared.
 * @param notebook absolute path
 * @param id of the run or the beginning of it; the notebook's latest run when absent
 * @returns undefined when the notebook has no runs, and none was asked for
 * @throws {RequestError} when the run that was asked for isn't there
 * @throws the store's own errors when it can't be read
 */
export async function findRun(notebook: string, id?: string): Promise<SharedRun | undefined> {
  const folder = dirname(notebook)
  if (!hasStore(folder)) {
    if (id === undefined) return undefined
    throw new RequestError(`There is no run '${id}': nothing was run in the notebook's folder yet.`)
  }
  using opened = openToRead(folder)
  const { history } = opened
  const row = await history.run(id ?? "latest", notebook)
  if (row) return await readSharedRun(history, row)
  if (id === undefined) return undefined
  throw new RequestError(`The notebook has no run '${id}'. \`tsnb runs\` lists those that there are.`)
}

import { readdirSync, statSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { nearestName } from "../cell/nearest.ts"
import { UsageError } from "./exit.ts"
import { shortPath } from "./format/problems.ts"

const ending = ".tsnb"

/**
 * The absolute path of a notebook that was named on the command line.
 * @throws {UsageError} when there is no such file; it names the nearest notebook
 */
export function findNotebook(path: string): string {
  const file = resolve(path)
  const found = statSync(file, { throwIfNoEntry: false })
  if (found?.isFile()) return file
  const notebooks = notebooksIn(found?.isDirectory() ? file : dirname(file))
  const nearest = found?.isDirectory() ? notebooks[0] : nearestTo(file, notebooks)
  const advice = nearest === undefined ? "" : ` Did you mean ${shortPath(nearest)}?`
  throw new UsageError(`${found ? `${path} is a folder, not a notebook` : `There is no notebook ${path}`}.${advice}`)
}

function nearestTo(file: string, notebooks: readonly string[]): string | undefined {
  const names = notebooks.map((notebook) => basename(notebook, ending))
  const name = nearestName(basename(file, ending), names)
  return name === undefined ? undefined : notebooks[names.indexOf(name)]
}

function notebooksIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map(({ name }) => join(folder, name))
}

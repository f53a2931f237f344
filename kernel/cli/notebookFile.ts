import { readdirSync, statSync, type Stats } from "node:fs"
import { basename, dirname, extname, join, resolve } from "node:path"
import { nearestName } from "../cell/nearest.ts"
import { fileErrorMessage } from "../errorMessage.ts"
import { UsageError } from "./exit.ts"
import { shortPath } from "./format/problems.ts"
import { shellWord } from "../shellWord.ts"

const ending = ".tsnb"

/**
 * The absolute path of a notebook of tsnb's own that was named on the command line.
 * @throws {UsageError} when there is no such file, naming the nearest notebook; and when it is something else
 */
export function findNotebook(path: string): string {
  const file = findFile(path)
  const found = extname(file).toLowerCase()
  if (found === ending) return file
  const shown = shortPath(file)
  if (found !== ".ipynb") throw new UsageError(`${shown} isn't a notebook: a notebook's file ends with ${ending}.`)
  const own = `${shown.slice(0, -found.length)}${ending}`
  throw new UsageError(
    `${shown} is a Jupyter notebook. \`tsnb execute ${shellWord(shown)}\` runs its cells; \`tsnb convert ${shellWord(shown)} ${shellWord(own)}\` converts it to a tsnb notebook.`,
  )
}

/**
 * The absolute path of a notebook that has runs: of tsnb's own, or a Jupyter notebook.
 * @throws {UsageError} when there is no such file; it names the nearest notebook
 */
export function findFile(path: string): string {
  const file = resolve(path)
  const found = fileAt(file)
  if (found?.isFile()) return file
  const notebooks = notebooksIn(found?.isDirectory() ? file : dirname(file))
  const nearest = found?.isDirectory() ? notebooks[0] : nearestTo(file, notebooks)
  const advice = nearest === undefined ? "" : ` Did you mean ${shortPath(nearest)}?`
  // Without a notebook's ending, a folder may be meant.
  const missing = extname(path) === "" ? `There is no file or folder '${path}'` : `There is no notebook ${path}`
  throw new UsageError(`${found ? `${path} is a folder, not a notebook` : missing}.${advice}`)
}

/**
 * What is at a path, if anything is.
 * @throws {UsageError} when the system can't tell, such as for a name that is too long
 */
export function fileAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    throw new UsageError(`${shortPath(path)} can't be had: ${fileErrorMessage(error)}.`, { cause: error })
  }
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

import { cp, mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"

const name = "taxi-example"
/** How many copies one folder takes. */
const maxCopies = 100

/**
 * Copies the example into a new folder within another, beside earlier copies.
 * @param example absolute path of the example in the package
 * @returns absolute path of the new folder
 * @throws when the folder can't be written
 */
export async function copyExample(example: string, into: string): Promise<string> {
  const folder = await makeFolder(into)
  await cp(example, folder, { recursive: true })
  await writeFile(join(folder, ".gitignore"), "node_modules/\n.tsnb/\ndata/\nmodels/\n")
  return folder
}

async function makeFolder(into: string): Promise<string> {
  for (let copy = 1; ; copy++) {
    const folder = join(into, copy === 1 ? name : `${name}-${copy}`)
    try {
      await mkdir(folder)
      return folder
    } catch (error) {
      const isTaken = error instanceof Error && "code" in error && error.code === "EEXIST"
      if (!isTaken || copy === maxCopies) throw error
    }
  }
}

import { readdir } from "node:fs/promises"
import { join } from "node:path"

const repository = join(import.meta.dirname, "..", "..")

/** Where screenshots go, for people to look at. */
export const pictures: string = join(repository, "test-results", "vscode")

/**
 * The extension as `npm run package` made it.
 * @throws when it didn't
 */
export async function builtExtension(): Promise<string> {
  const built = await readdir(join(repository, "dist"))
  const file = built.find((name) => name.endsWith(".vsix"))
  if (file === undefined) throw new Error("The extension isn't built: npm run package")
  return join(repository, "dist", file)
}

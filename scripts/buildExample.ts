import { cp, readFile, rm, writeFile } from "node:fs/promises"
import { join, relative } from "node:path"

const root = join(import.meta.dirname, "..")
/** What runs of the example leave in its folder, and what is for this repository only. */
const leftOut: ReadonlySet<string> = new Set([".tsnb", "data", "models", "node_modules", "tsconfig.json"])
/** What the example's own files import; data frames come with tsnb. */
const packages = ["hyparquet", "hyparquet-compressors", "hyparquet-writer", "koffi"]

/** Puts the taxi example into a folder, as people get it: the notebook, its helpers, and a package.json of its own. */
export async function buildExample(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  const from = join(root, "examples")
  await cp(from, folder, { recursive: true, filter: (path) => !leftOut.has(relative(from, path)) })
  await writeFile(join(folder, "package.json"), `${JSON.stringify(await manifest(), undefined, 2)}\n`)
}

async function manifest(): Promise<object> {
  // npm checked it.
  const { devDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    devDependencies: Record<string, string>
  }
  const dependencies = Object.fromEntries(packages.map((name) => [name, devDependencies[name]]))
  return { name: "taxi-example", private: true, type: "module", dependencies }
}

import { existsSync } from "node:fs"
import { readdir } from "node:fs/promises"
import { join } from "node:path"

/** Absolute paths of all packages in a folder's `node_modules`, those within others too. */
export async function installedPackages(folder: string): Promise<readonly string[]> {
  const modules = join(folder, "node_modules")
  if (!existsSync(modules)) return []
  const names = (await readdir(modules)).filter((name) => !name.startsWith("."))
  const folders = await Promise.all(
    names.map(async (name) => {
      const own = join(modules, name)
      return name.startsWith("@") ? (await readdir(own)).map((part) => join(own, part)) : [own]
    }),
  )
  const packages = folders.flat().filter((own) => existsSync(join(own, "package.json")))
  const within = await Promise.all(packages.map(installedPackages))
  return [...packages, ...within.flat()]
}

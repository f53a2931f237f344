import { access, readFile } from "node:fs/promises"
import { isBuiltin } from "node:module"
import { join } from "node:path"
import type { Import } from "../../../kernel/cell/imports.ts"
import { fallbackModules } from "../../../kernel/installation.ts"
import type { FlowGraph } from "../../../kernel/flow/graph.ts"
import { isPackageSpecifier, packageName } from "../../../kernel/runtime/modules/resolution.ts"
import type { LineRange } from "../diagnostics/locate.ts"
import { foldersFrom } from "./folders.ts"

/** An import of a package that isn't there. */
export interface MissingPackage extends LineRange {
  name: string
  /** The id of the importing cell. */
  cell: string
}

/** What npm takes as the name of a package; nothing else ever gets into a terminal. */
const validName = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i

/** The imports of packages that a notebook in a folder would not find. */
export async function missingPackages({ cells }: FlowGraph, folder: string): Promise<readonly MissingPackage[]> {
  const imports = cells.flatMap(({ id, analysis }) =>
    analysis.imports.flatMap((one) => {
      const name = packageOf(one)
      return name === undefined || id === undefined ? [] : [{ ...rangeOf(one), name, cell: id }]
    }),
  )
  const names = [...new Set(imports.map(({ name }) => name))]
  if (names.length === 0 || (await hasOwnResolution(folder))) return []
  const installed = new Map(
    await Promise.all(names.map(async (name) => [name, await isInstalled(name, folder)] as const)),
  )
  return imports.filter(({ name }) => installed.get(name) === false)
}

function packageOf({ specifier }: Import): string | undefined {
  if (!isPackageSpecifier(specifier) || isBuiltin(specifier)) return undefined
  const name = packageName(specifier)
  // tsnb brings itself, and what notebooks without it get.
  return name !== "tsnb" && !Object.hasOwn(fallbackModules, name) && validName.test(name) ? name : undefined
}

function rangeOf({ line, column, length }: Import): LineRange {
  return { line: line - 1, start: column - 1, end: column - 1 + length }
}

/** Yarn's plug'n'play keeps packages where only it finds them. */
async function hasOwnResolution(folder: string): Promise<boolean> {
  const found = await Promise.all(foldersFrom(folder).map((parent) => exists(join(parent, ".pnp.cjs"))))
  return found.includes(true)
}

async function isInstalled(name: string, folder: string): Promise<boolean> {
  for (const parent of foldersFrom(folder)) {
    if ((await exists(join(parent, "node_modules", name))) || (await nameOfPackage(parent)) === name) return true
  }
  return false
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** A package can import itself by its own name. */
async function nameOfPackage(folder: string): Promise<unknown> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, "package.json"), "utf8"))
    return typeof manifest === "object" && manifest !== null && "name" in manifest ? manifest.name : undefined
  } catch {
    // No package.json, or one that is being written: the folder is no package that could be imported.
    return undefined
  }
}

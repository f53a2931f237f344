import { existsSync, statSync } from "node:fs"
import { basename, dirname, extname, join } from "node:path"
import { withoutTracing } from "../trace/untraced.ts"

const sourceExtensions = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"] as const

/** TypeScript code names the file that a compiler would write. */
const compiledFrom: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
}

/**
 * The files that a path in an import may stand for in TypeScript's eyes when there is no file of that name: `./helper`
 * and `./helper.js` for `helper.ts`, `./tools` for `tools/index.ts`.
 */
export function sourceCandidates(path: string): readonly string[] {
  const extension = extname(path)
  const stem = path.slice(0, path.length - extension.length)
  const compiled = (compiledFrom[extension] ?? []).map((source) => stem + source)
  if (sourceExtensions.some((known) => known === extension)) return compiled
  const completed = sourceExtensions.map((source) => path + source)
  const inFolder = sourceExtensions.map((source) => join(path, `index${source}`))
  return [...completed, ...inFolder]
}

/** The file of this path, or the first candidate that is one, and those before it that aren't there. */
export function findSource(path: string): { found?: string; missing: readonly string[] } {
  if (isFile(path)) return { found: path, missing: [] }
  const missing = [path]
  for (const candidate of sourceCandidates(path)) {
    if (isFile(candidate)) return { found: candidate, missing }
    missing.push(candidate)
  }
  return { missing }
}

function isFile(path: string): boolean {
  return withoutTracing(() => existsSync(path) && statSync(path).isFile())
}

/** Whether an import names a package, and not a path, a URL or something of Node's. */
export function isPackageSpecifier(specifier: string): boolean {
  return !isPath(specifier) && !specifier.startsWith("#")
}

/** Whether an import is a path or a URL. */
export function isPath(specifier: string): boolean {
  return /^(?:\.{0,2}\/|\.{1,2}$|[a-z][a-z+.-]*:|\\)/i.test(specifier)
}

/** The package's name in an import such as `@scope/name/part`. */
export function packageName(specifier: string): string {
  const segments = specifier.split("/")
  return segments.slice(0, specifier.startsWith("@") ? 2 : 1).join("/")
}

/** The package.json files that Node looks for from a folder on, nearest first, up to one that is there. */
export function packageDescriptions(name: string, start: string): readonly string[] {
  const places: string[] = []
  for (let folder = start; ; folder = dirname(folder)) {
    const place = join(folder, "node_modules", name, "package.json")
    // Node looks for no node_modules in another.
    if (basename(folder) !== "node_modules") places.push(place)
    if (isFile(place) || dirname(folder) === folder) return places
  }
}

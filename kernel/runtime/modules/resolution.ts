import { existsSync, statSync } from "node:fs"
import { dirname, extname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
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

/** The first candidate that is a file, and those before it that aren't there. */
export function findSource(path: string): { found?: string; missing: readonly string[] } {
  const missing = isFile(path) ? [] : [path]
  for (const candidate of sourceCandidates(path)) {
    if (isFile(candidate)) return { found: candidate, missing }
    missing.push(candidate)
  }
  return { missing }
}

/** The file that an import's path or file URL means; undefined when there is none, and for anything else. */
export function localFile(specifier: string, folder: string): string | undefined {
  const isUrl = /^file:/i.test(specifier)
  if (isPackageSpecifier(specifier) || (!isUrl && /^(?:#|[a-z][a-z+.-]+:)/i.test(specifier))) return undefined
  const path = pathIn(specifier.replace(/[?#].*$/, ""), isUrl, folder)
  if (path === undefined) return undefined
  return isFile(path) ? path : findSource(path).found
}

function pathIn(specifier: string, isUrl: boolean, folder: string): string | undefined {
  try {
    return isUrl ? fileURLToPath(specifier) : resolve(folder, decodeURI(specifier))
  } catch {
    // A URL or an encoding that is none.
    return undefined
  }
}

function isFile(path: string): boolean {
  return withoutTracing(() => existsSync(path) && statSync(path).isFile())
}

/** Whether an import names a package, and not a path, a URL or something of Node's. */
export function isPackageSpecifier(specifier: string): boolean {
  return !/^(?:\.{0,2}\/|\.{1,2}$|#|[a-z][a-z+.-]*:)/i.test(specifier) && !/^[a-z]:\\|^\\/i.test(specifier)
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
    places.push(place)
    if (isFile(place) || dirname(folder) === folder) return places
  }
}

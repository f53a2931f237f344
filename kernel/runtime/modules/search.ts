import { dirname, join } from "node:path"
import type { TraceEntry } from "../../model/traceEntry.ts"
import type { Manifests } from "../trace/manifest.ts"
import { isLink, linkTarget, whatIsAt } from "../trace/observe.ts"
import { ancestors, isWithin, packageFolderOf } from "../trace/paths.ts"
import { isPackageSpecifier, packageDescriptions, packageName } from "./resolution.ts"

/** A search for a module, by a local module or a cell. */
export interface Search {
  specifier: string
  /** Absolute path of the file that imports. */
  importer: string
  /** The absolute path that a relative or absolute specifier means. */
  target: string | undefined
  /** Absolute path of what Node found; nothing when it found nothing. */
  found: string | undefined
  /** Whether the rules of `require` hold, rather than those of `import`. */
  required: boolean
}

/**
 * What a search came by, with absolute paths: where something else, or something more, would have led elsewhere.
 * @param folder absolute path that links' targets are told from
 */
export function searchEntries(search: Search, folder: string, manifests: Manifests): readonly TraceEntry[] {
  const { specifier, importer, target, found } = search
  const manifest = (place: string): TraceEntry => ({ kind: "manifest", path: place, hash: manifests.hashFor(place) })
  // `imports` of the importer's own package.json.
  if (specifier.startsWith("#")) return [manifest(dirname(importer))]
  if (target !== undefined) {
    const missed = search.required ? missedByRequire(target, found, manifest) : []
    return [...linksOnTheWay(completed(target, search.required), dirname(importer), folder), ...missed]
  }
  if (!isPackageSpecifier(specifier)) return []
  return [...packageEntries(search, folder), ...(isLocal(found) ? [manifest(dirname(found))] : [])]
}

/**
 * A path leads elsewhere when a link in it does. The links to the importer itself are left out: what it imports moves along
 * with it.
 */
function linksOnTheWay(target: string, importer: string, folder: string): readonly TraceEntry[] {
  return [target, ...ancestors(target)]
    .filter((place) => !isWithin(importer, place) && isLink(place))
    .map((path) => ({ kind: "link", path, target: linkTarget(path, folder) }))
}

/** The file that a path stands for, as far as its name tells. */
function completed(target: string, required: boolean): string {
  if (!required) return target
  return completions.map((end) => target + end).find((path) => whatIsAt(path) === "file") ?? target
}

/** A package put nearer later would be taken instead, and one behind a link is as the link says. */
function packageEntries({ specifier, importer }: Search, folder: string): readonly TraceEntry[] {
  const name = packageName(specifier)
  return packageDescriptions(name, dirname(importer)).flatMap((path): TraceEntry[] => {
    if (whatIsAt(path) === null) return [{ kind: "package", path, name, version: null }]
    const place = dirname(path)
    return isLink(place) ? [{ kind: "link", path: place, target: linkTarget(place, folder) }] : []
  })
}

/**
 * The same for what a package imports: many packages do, so that folders of packages that aren't there at all stand for what
 * could be in them.
 * @param start absolute path of the importing package's folder
 */
export function packagesSearchEntries(specifier: string, start: string, folder: string): readonly TraceEntry[] {
  const name = packageName(specifier)
  return packageDescriptions(name, start).flatMap((path): TraceEntry[] => {
    const place = dirname(path)
    if (isLink(place)) return [{ kind: "link", path: place, target: linkTarget(place, folder) }]
    if (whatIsAt(path) !== null) return []
    const packages = place.slice(0, -name.length - 1)
    return whatIsAt(packages) === null
      ? [{ kind: "exists", path: packages, found: null }]
      : [{ kind: "package", path, name, version: null }]
  })
}

/** Of a package that is developed at the same time, what its package.json says counts, and not its version. */
function isLocal(found: string | undefined): found is string {
  return found !== undefined && packageFolderOf(found) === undefined
}

/** The order in which `require` completes a path. */
const completions = ["", ".js", ".json", ".node"] as const

/** What `require` looked for in vain before it found a file; a folder's package.json says which of its files is meant. */
function missedByRequire(
  target: string,
  found: string | undefined,
  manifest: (place: string) => TraceEntry,
): readonly TraceEntry[] {
  if (found === target) return []
  const before = (paths: readonly string[]): readonly TraceEntry[] =>
    paths.slice(0, found !== undefined && paths.includes(found) ? paths.indexOf(found) : undefined).map(missed)
  const files = completions.map((end) => target + end)
  if (whatIsAt(target) !== "folder" || (found !== undefined && files.includes(found))) return before(files)
  return [...before(files), manifest(target), ...before(completions.slice(1).map((end) => join(target, `index${end}`)))]
}

function missed(path: string): TraceEntry {
  return { kind: "exists", path, found: whatIsAt(path) }
}

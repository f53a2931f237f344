import { fromEntry, type NotebookPaths } from "./paths.ts"
import { isSameStatus, statusOf, wasAtRest, type ContentHashes } from "./contentHash.ts"
import type { TraceEntry } from "./entry.ts"
import { globContents, globHash, linkTarget, listing, listingHash, packageIdentity, whatIsAt } from "./observe.ts"
import { variableHash, variableNamesHash, type Environment } from "./variables.ts"
import type { BigIntStats } from "node:fs"

/** Where to look: files by content, the notebook's folder, the environment. */
export interface World {
  hashes: ContentHashes
  paths: NotebookPaths
  environment: Environment
  packages: PackageVersions
}

/** The entry as it would be recorded now. Takes paths as traces have them, and absolute ones. */
export function lookAgain(entry: TraceEntry, world: World): TraceEntry {
  const { hashes, paths, environment } = world
  switch (entry.kind) {
    case "file":
    case "written":
      return { ...entry, hash: hashes.hash(fromEntry(entry.path, paths.folder)) }
    case "exists":
      return { ...entry, found: whatIsAt(fromEntry(entry.path, paths.folder)) }
    case "link":
      return { ...entry, target: linkTarget(fromEntry(entry.path, paths.folder), paths.realFolder) }
    case "folder":
      return { ...entry, hash: listingHash(listing(fromEntry(entry.path, paths.folder))) }
    case "variable":
      return { ...entry, hash: variableHash(environment[entry.name]) }
    case "variableNames":
      return { ...entry, hash: variableNamesHash(Object.keys(environment)) }
    case "package":
      return { ...entry, version: world.packages.versionAt(fromEntry(entry.path, paths.folder)) }
    case "glob":
      return { ...entry, hash: globHash(globContents(entry.pattern, paths.folder, hashes)) }
  }
}

/** Whether two entries about the same thing say the same. */
export function isSameEntry(before: TraceEntry, now: TraceEntry): boolean {
  switch (before.kind) {
    case "exists":
      return now.kind === "exists" && before.found === now.found
    case "link":
      return now.kind === "link" && before.target === now.target
    case "package":
      return now.kind === "package" && before.version === now.version
    case "file":
    case "written":
    case "folder":
    case "variable":
    case "variableNames":
    case "glob":
      return "hash" in now && before.hash === now.hash
  }
}

/** Versions in package.json files, read again when the file's status changed. */
export class PackageVersions {
  readonly #known = new Map<string, { status: BigIntStats; time: number; version: string | null }>()

  /** The version in the package.json with this absolute path; null when there is none. */
  versionAt(path: string): string | null {
    const status = statusOf(path)
    if (!status) return null
    const known = this.#known.get(path)
    if (known && isSameStatus(known.status, status) && wasAtRest(known.status, known.time)) return known.version
    const time = Date.now()
    const version = packageIdentity(path)?.version ?? null
    this.#known.set(path, { status, time, version })
    return version
  }
}

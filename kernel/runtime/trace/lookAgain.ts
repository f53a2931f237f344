import { fromEntry, type NotebookPaths } from "./paths.ts"
import { projectHash } from "../modules/project.ts"
import { isSameStatus, statusOf, wasAtRest, type ContentHashes } from "./contentHash.ts"
import type { TraceEntry } from "../../model/traceEntry.ts"
import { Manifests } from "./manifest.ts"
import {
  attributeOf,
  globContents,
  globHash,
  isLink,
  linkTarget,
  linkText,
  listing,
  listingHash,
  packageIdentity,
  systemFact,
  whatIsAt,
} from "./observe.ts"
import { variableHash, variableNamesHash, type Environment } from "./variables.ts"
import type { BigIntStats } from "node:fs"

/** Where to look: files by content, the notebook's folder, the environment. */
export interface World {
  hashes: ContentHashes
  paths: NotebookPaths
  environment: Environment
  packages: PackageVersions
  manifests: Manifests
  /** The notebook's name; that of traces holds when it isn't known. */
  notebook?: string
}

/** The entry as it would be recorded now. Takes paths as traces have them, and absolute ones. */
export function lookAgain(entry: TraceEntry, world: World): TraceEntry {
  const { hashes, paths, environment } = world
  switch (entry.kind) {
    case "file": {
      const path = fromEntry(entry.path, paths.folder)
      return { ...entry, hash: hashes.hash(path), ...plainness(entry, path) }
    }
    case "written":
      return { ...entry, hash: hashes.hash(fromEntry(entry.path, paths.folder)) }
    case "exists": {
      const path = fromEntry(entry.path, paths.folder)
      return { ...entry, found: whatIsAt(path), ...plainness(entry, path) }
    }
    case "appended":
      return { ...entry, found: whatIsAt(fromEntry(entry.path, paths.folder)) }
    case "link": {
      const path = fromEntry(entry.path, paths.folder)
      const text = entry.text === undefined ? {} : { text: linkText(path) }
      return { ...entry, target: linkTarget(path, paths.realFolder), ...text }
    }
    case "attribute":
      return { ...entry, value: attributeOf(fromEntry(entry.path, paths.folder), entry.name) }
    case "folder":
      return { ...entry, hash: listingHash(listing(fromEntry(entry.path, paths.folder))) }
    case "variable":
      return { ...entry, hash: variableHash(environment[entry.name]) }
    case "variableNames":
      return { ...entry, hash: variableNamesHash(Object.keys(environment), entry.without) }
    case "system":
      return { ...entry, hash: systemFact(entry.name) }
    case "notebook":
      return { ...entry, name: world.notebook ?? entry.name }
    case "manifest":
      return { ...entry, hash: world.manifests.hashFor(fromEntry(entry.path, paths.folder)) }
    case "project":
      return { ...entry, hash: projectHash(fromEntry(entry.path, paths.folder), entry.part) }
    case "package":
      return { ...entry, version: world.packages.versionAt(fromEntry(entry.path, paths.folder)) }
    case "glob":
      return { ...entry, hash: globHash(globContents(entry.pattern, paths.folder, hashes)) }
  }
}

/** What there is to say beside an entry whose path was asked for without following a link. */
export function plainness({ plain }: { plain?: boolean }, path: string): { plain?: boolean } {
  return plain ? { plain: !isLink(path) } : {}
}

/** Whether two entries about the same thing say the same. */
export function isSameEntry(before: TraceEntry, now: TraceEntry): boolean {
  switch (before.kind) {
    case "exists":
      return now.kind === "exists" && before.found === now.found && before.plain === now.plain
    case "appended":
      return now.kind === "appended" && before.found === now.found
    case "link":
      return now.kind === "link" && before.target === now.target && before.text === now.text
    case "attribute":
      return now.kind === "attribute" && before.value === now.value
    case "package":
      return now.kind === "package" && before.version === now.version
    case "notebook":
      return now.kind === "notebook" && before.name === now.name
    case "file":
      return now.kind === "file" && before.hash === now.hash && before.plain === now.plain
    case "written":
    case "folder":
    case "variable":
    case "variableNames":
    case "system":
    case "manifest":
    case "project":
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

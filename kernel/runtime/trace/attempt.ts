import { basename, dirname, join } from "node:path"
import type { ModuleNode } from "../modules/graph.ts"
import type { Found, TraceEntry } from "../../model/traceEntry.ts"
import { isLink, whatIsAt } from "./observe.ts"
import { ancestors, realPath } from "./paths.ts"

/** Begins the words for an attempt that has native code in its process. */
export const usesNativeCode = "uses native code"

/** Something that an attempt depends on, with absolute paths. */
export interface Kept {
  entry: TraceEntry
  /** A folder's listing. */
  members?: readonly string[] | null
  /** Graph generation at which nobody but the cell was reading; undefined when a module was. */
  calmAt: number | undefined
}

/** What one attempt did so far. The first look at something decides. All paths are absolute. */
export class AttemptRecord {
  /** The modules that its cells imported, and those that the values asked for that were handed in. */
  readonly modules = new Set<ModuleNode>()
  /** Those of them that its cells imported. */
  readonly called = new Set<ModuleNode>()
  readonly kept = new Map<string, Kept>()
  /** Paths that it wrote or removed, and what was there before. */
  readonly written = new Map<string, Found>()
  /** Those of them with everything below. */
  readonly writtenTrees = new Set<string>()
  /** Paths that it only appended to, and what was there before. */
  readonly appended = new Map<string, Found>()
  /** Paths whose rights, or number of names, it changed. */
  readonly attributesSet = new Set<string>()
  /** Paths of files that come and go with what it has open, such as the log of a database. */
  readonly passing = new Set<string>()
  /** Folders that it made, and what was there before. */
  readonly foldersMade = new Map<string, Found>()
  /** Prefixes of temporary folders. */
  readonly #temporary: string[] = []
  /** The variables that it set, with their values before; undefined for one that wasn't there. */
  readonly variablesSet = new Map<string, string | undefined>()
  /** Contents of the files of its `reads=` patterns when it began, by pattern and path. */
  readonly globs = new Map<string, ReadonlyMap<string, string | null>>()
  /** The files of its `writes=` patterns when it began, by pattern; relative to the notebook's folder. */
  readonly outputs = new Map<string, ReadonlySet<string>>()
  /** Names of the variables that don't count for it, as the system tells them apart. */
  readonly ignoredVariables: readonly string[]
  /** What it did that no trace can see, in words. */
  readonly unseen = new Set<string>()

  constructor(ignoredVariables: readonly string[] = []) {
    this.ignoredVariables = ignoredVariables
  }

  /** Whether a read needs no second look: it is recorded, and no module has been loaded since that may be the reader. */
  isKnown(key: string, generation: number): boolean {
    const kept = this.kept.get(key)
    return kept !== undefined && kept.calmAt === generation
  }

  /** Records what was seen, if it is the first time. */
  keep(key: string, seen: Kept): void {
    const { entry, calmAt } = seen
    const kept = this.kept.get(key)
    if (kept) kept.calmAt = calmAt
    else if (!("path" in entry && this.wrote(entry.path)) && !this.#isOwnVariable(entry)) this.kept.set(key, seen)
  }

  #isOwnVariable(entry: TraceEntry): boolean {
    return entry.kind === "variable" && this.variablesSet.has(entry.name)
  }

  /** A path is about to be written or removed, or everything below it as well. */
  write(path: string, tree: boolean): void {
    if (!this.wrote(path)) this.written.set(path, this.#before(path))
    if (tree) this.writtenTrees.add(path)
  }

  /** Something is about to be added to the end of a file. */
  append(path: string): void {
    if (!this.wrote(path) && !this.appended.has(path)) this.appended.set(path, this.#before(path))
  }

  /** A path as it is reached when links are followed that the attempt itself made: what is behind them is none of its doing. */
  throughOwnLinks(path: string, follow: boolean): string {
    if (this.written.size === 0) return path
    const places = follow ? [path, ...ancestors(path)] : ancestors(path)
    if (!places.some((place) => this.written.has(place) && isLink(place))) return path
    const real = follow ? realPath(path) : path
    return real === path ? join(realPath(dirname(path)), basename(path)) : real
  }

  /** A folder is about to be made, with those above that are missing. */
  makeFolder(path: string): void {
    if (!this.foldersMade.has(path)) this.foldersMade.set(path, this.#before(path))
    for (const folder of ancestors(path)) {
      if (this.foldersMade.has(folder) || whatIsAt(folder) !== null) return
      this.foldersMade.set(folder, null)
    }
  }

  /** A folder is about to be made, with six characters of Node's choice after the prefix. */
  makeTemporaryFolder(prefix: string): void {
    this.#temporary.push(prefix)
  }

  #before(path: string): Found {
    if (this.#temporary.some((prefix) => path.startsWith(prefix) && path.length === prefix.length + 6)) return null
    return this.foldersMade.get(path) ?? (this.foldersMade.has(path) ? null : whatIsAt(path))
  }

  /** Something begins that no trace can see. */
  does(what: string): void {
    this.unseen.add(what)
  }

  setVariable(name: string, before: string | undefined): void {
    if (!this.variablesSet.has(name)) this.variablesSet.set(name, before)
  }

  /** Whether what is under the path is the attempt's own doing. */
  wrote(path: string): boolean {
    if (this.written.has(path)) return true
    return this.writtenTrees.size > 0 && ancestors(path).some((folder) => this.writtenTrees.has(folder))
  }
}

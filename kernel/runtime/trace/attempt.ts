import { dirname } from "node:path"
import type { ModuleNode } from "../modules/graph.ts"
import type { TraceEntry } from "./entry.ts"
import { whatIsAt, type Found } from "./observe.ts"

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
  /** The modules that its cells imported. */
  readonly modules = new Set<ModuleNode>()
  readonly kept = new Map<string, Kept>()
  /** Paths that it wrote or removed, and what was there before. */
  readonly written = new Map<string, Found>()
  /** Those of them with everything below. */
  readonly writtenTrees = new Set<string>()
  /** Folders that it made, and what was there before. */
  readonly foldersMade = new Map<string, Found>()
  /** Prefixes of temporary folders. */
  readonly #temporary: string[] = []
  /** The variables that it set, with their values before; undefined for one that wasn't there. */
  readonly variablesSet = new Map<string, string | undefined>()
  /** Contents of the files of its `reads=` patterns when it began, by pattern and path. */
  readonly globs = new Map<string, ReadonlyMap<string, string | null>>()

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

  setVariable(name: string, before: string | undefined): void {
    if (!this.variablesSet.has(name)) this.variablesSet.set(name, before)
  }

  /** Whether what is under the path is the attempt's own doing. */
  wrote(path: string): boolean {
    if (this.written.has(path)) return true
    return this.writtenTrees.size > 0 && ancestors(path).some((folder) => this.writtenTrees.has(folder))
  }
}

/** The folders above a path, nearest first. */
export function ancestors(path: string): readonly string[] {
  const folders: string[] = []
  for (let folder = dirname(path); folder !== folders.at(-1); folder = dirname(folder)) folders.push(folder)
  return folders
}

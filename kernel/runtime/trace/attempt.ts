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
  readonly foldersMade = new Set<string>()
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

  write(path: string, tree: boolean): void {
    if (!this.written.has(path)) this.written.set(path, whatIsAt(path))
    if (tree) this.writtenTrees.add(path)
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

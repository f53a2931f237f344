import { subjectOf } from "../trace/entry.ts"
import type { TraceEntry } from "../../model/traceEntry.ts"
import { isLink, packageIdentity } from "../trace/observe.ts"
import { packageFolderOf, realPath } from "../trace/paths.ts"
import { join } from "node:path"
import type { ModuleState } from "./state/moduleState.ts"

/** A local module, or a package with all of its modules. */
export interface ModuleNode {
  /** Absolute path of the module's file or the package's folder. */
  readonly path: string
  /** What makes it this one: the file's content, the package's version. Unset until it was loaded. */
  entry?: TraceEntry
  readonly imports: Set<ModuleNode>
  /** What a local module may keep; unset until it was loaded. */
  state?: ModuleState
  /** Under which an ES module was loaded; CommonJS goes by its path. */
  url?: string
  /** What was read, or looked for in vain, while it was evaluated and when it imports; with absolute paths. */
  readonly reads: Map<string, TraceEntry>
  /** How the notebook can import it: specifiers by URL. Several for a package, none for one that only packages import. */
  readonly specifiers: Map<string, string>
  /** Environment variables that it set while it was evaluated, and to what; undefined for one that it deleted. */
  readonly variablesSet: Map<string, string | undefined>
  /** What it does that no trace can see, in words. */
  readonly unseen: Set<string>
}

/** Everything that some modules reach. */
export interface Reach {
  modules: ReadonlySet<ModuleNode>
  /** With absolute paths. */
  entries: readonly TraceEntry[]
  unseen: ReadonlySet<string>
}

/** Which module of this process imports which, as it was seen so far. Only grows, unless modules are loaded again. */
export class ModuleGraph {
  readonly #nodes = new Map<string, ModuleNode>()
  readonly #reaches = new Map<ModuleNode, Reach>()
  /** Folders in `node_modules`, and whether they are links to local packages. */
  readonly #linked = new Map<string, boolean>()
  #generation = 0
  #mayKeep = false
  #packageModules = 0
  #hasSetVariables = false

  /** Goes up with each module loaded, since its evaluation may follow. */
  get generation(): number {
    return this.#generation
  }

  /** Packages, and the local modules that are loaded. */
  *loaded(): Generator<ModuleNode> {
    for (const node of this.#nodes.values()) if (node.entry) yield node
  }

  /** What the modules loaded so far were loaded with, and where those are that were only found. */
  *loadedEntries(): Generator<TraceEntry> {
    for (const node of this.#nodes.values()) {
      yield entryOf(node)
      yield* node.reads.values()
    }
  }

  /** The node that stands for a module's file (absolute path), if it is known. */
  find(path: string): ModuleNode | undefined {
    const folder = packageFolderOf(path)
    return (folder === undefined ? undefined : this.#nodes.get(folder)) ?? this.#nodes.get(path)
  }

  /** The node that stands for a module's file (absolute path): its own, or that of its package. */
  node(path: string): ModuleNode {
    const known = this.find(path)
    if (known) return known
    return this.packageNode(path) ?? this.#add(path)
  }

  /** The node of the package that a file (absolute path) belongs to; undefined when it belongs to none. */
  packageNode(path: string): ModuleNode | undefined {
    const folder = packageFolderOf(path)
    if (folder === undefined) return undefined
    const known = this.#nodes.get(folder)
    if (known) return known
    if (this.#isLinked(folder)) return undefined
    const description = join(folder, "package.json")
    const identity = packageIdentity(description)
    if (!identity) return undefined
    return this.#add(folder, { kind: "package", path: description, ...identity })
  }

  /** Whether a folder in `node_modules` is a link to a package that is developed elsewhere: its files may change at any time. */
  #isLinked(folder: string): boolean {
    let linked = this.#linked.get(folder)
    if (linked === undefined) {
      linked = isLink(folder) && packageFolderOf(realPath(folder)) === undefined
      this.#linked.set(folder, linked)
    }
    return linked
  }

  #add(path: string, entry?: TraceEntry): ModuleNode {
    const node: ModuleNode = {
      path,
      imports: new Set(),
      reads: new Map(),
      specifiers: new Map(),
      variablesSet: new Map(),
      unseen: new Set(),
    }
    if (entry) node.entry = entry
    // What a package keeps isn't known.
    this.#mayKeep ||= entry !== undefined
    this.#nodes.set(path, node)
    return node
  }

  /** Whether some module may keep what it reads. */
  get mayKeep(): boolean {
    return this.#mayKeep
  }

  /** How many modules of packages were loaded. */
  get packageModules(): number {
    return this.#packageModules
  }

  /** A local module was loaded from a file with this content hash; or a module of a package, whose version says all. */
  moduleLoaded(node: ModuleNode, hash: string, state: ModuleState): void {
    this.#generation++
    if (node.entry?.kind === "package") {
      this.#packageModules++
      return
    }
    node.state = state
    this.#mayKeep ||= !state.holdsNone
    node.entry = { kind: "file", path: node.path, hash }
    this.#reaches.clear()
  }

  /** What a module was loaded with counts no more: it is about to be loaded again. */
  forget(node: ModuleNode): void {
    delete node.entry
    delete node.state
    delete node.url
    node.reads.clear()
    node.imports.clear()
    this.#reaches.clear()
  }

  /** How the notebook can import the modules of this process, such as `./helper.ts`. */
  specifiers(): readonly string[] {
    return Array.from(this.#nodes.values(), ({ specifiers }) => Array.from(specifiers.values())).flat()
  }

  imported(importer: ModuleNode, imported: ModuleNode): void {
    if (importer === imported || importer.imports.has(imported)) return
    importer.imports.add(imported)
    this.#reaches.clear()
  }

  /** A module depends on something outside; the first time counts, as it was evaluated with that. */
  read(reader: ModuleNode, entry: TraceEntry): void {
    const key = subjectOf(entry)
    if (reader.reads.has(key)) return
    reader.reads.set(key, entry)
    this.#reaches.clear()
  }

  variableSet(setter: ModuleNode, name: string, value: string | undefined): void {
    setter.variablesSet.set(name, value)
    this.#hasSetVariables = true
    this.#reaches.clear()
  }

  /** Whether some module set variables while it was evaluated. */
  get hasSetVariables(): boolean {
    return this.#hasSetVariables
  }

  /** A module does something, while it is evaluated, that no trace can see. */
  unseen(module: ModuleNode, what: string): void {
    module.unseen.add(what)
    this.#reaches.clear()
  }

  /** Whether a module set the variable while it was evaluated. */
  setsVariable(name: string): boolean {
    return this.#nodes.values().some(({ variablesSet }) => variablesSet.has(name))
  }

  /** What a module, and all that it imports, depends on. */
  reach(start: ModuleNode): Reach {
    const known = this.#reaches.get(start)
    if (known) return known
    const seen = new Set([start])
    const entries: TraceEntry[] = []
    const unseen = new Set<string>()
    for (const node of seen) {
      entries.push(entryOf(node), ...node.reads.values())
      for (const what of node.unseen) unseen.add(what)
      for (const imported of node.imports) seen.add(imported)
    }
    const reach = { modules: seen, entries, unseen }
    this.#reaches.set(start, reach)
    return reach
  }
}

/** Of a module that was found and not loaded, as by `require.resolve()`, it counts that it is there. */
function entryOf({ entry, path }: ModuleNode): TraceEntry {
  return entry ?? { kind: "exists", path, found: "file" }
}

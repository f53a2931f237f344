import { join } from "node:path"
import { keyOf, type ModuleGraph, type ModuleNode } from "../modules/graph.ts"
import { AttemptRecord } from "./attempt.ts"
import type { ContentHashes } from "./contentHash.ts"
import type { TraceEntry } from "./entry.ts"
import { isLink, linkTarget, listing, listingHash, whatIsAt } from "./observe.ts"
import type { NotebookPaths } from "./paths.ts"
import { currentReader, type Reader } from "./reader.ts"
import { withoutTracing } from "./untraced.ts"
import { isAboutTerminal, variableHash, variableName } from "./variables.ts"

/**
 * Turns what code does to files and variables into the record of the attempt under way, and into that of the module being
 * evaluated. All paths are absolute.
 */
export class Recorder {
  readonly graph: ModuleGraph
  readonly paths: NotebookPaths
  readonly hashes: ContentHashes
  #attempt: AttemptRecord | undefined
  /** Whether local modules stay as they are after the attempt. */
  #keepsModules = false

  constructor(graph: ModuleGraph, paths: NotebookPaths, hashes: ContentHashes) {
    this.graph = graph
    this.paths = paths
    this.hashes = hashes
  }

  get attempt(): AttemptRecord | undefined {
    return this.#attempt
  }

  /** @param keepsModules whether local modules stay as they are afterwards */
  begin(keepsModules = false): AttemptRecord {
    this.#keepsModules = keepsModules
    this.#attempt = new AttemptRecord()
    return this.#attempt
  }

  end(): void {
    this.#attempt = undefined
  }

  /** A file's content, size or time is about to be read. */
  read(path: string): void {
    this.#observe("file", path, () => {
      const found = whatIsAt(path)
      if (found === "folder" || found === "other") return { kind: "exists", path, found }
      return { kind: "file", path, hash: found === null ? null : this.hashes.hash(path) }
    })
  }

  /** A path is about to be asked for its status, without following a link. */
  readLink(path: string): void {
    if (isLink(path)) this.resolve(path)
    else this.read(path)
  }

  /** Code asks whether something is there. */
  exists(path: string): void {
    this.#observe("exists", path, () => ({ kind: "exists", path, found: whatIsAt(path) }))
  }

  /** Code asks where a path leads. */
  resolve(path: string): void {
    this.#observe("link", path, () => ({ kind: "link", path, target: linkTarget(path, this.paths.realFolder) }))
  }

  /** A folder is about to be listed. */
  list(path: string, recursive = false): void {
    const members = listing(path)
    this.#observe("folder", path, () => ({ kind: "folder", path, hash: listingHash(members) }), members)
    if (!recursive || !members) return
    for (const member of members) {
      const [name = "", type] = member.split("\0")
      if (type === "folder") this.list(join(path, name), true)
    }
  }

  /** A folder's files are about to be read, all of them; or a file. */
  readTree(path: string): void {
    if (whatIsAt(path) !== "folder") {
      this.readLink(path)
      return
    }
    this.list(path)
    for (const member of listing(path) ?? []) this.readTree(join(path, member.split("\0")[0] ?? ""))
  }

  /** A path is about to be written, replaced or removed; as a tree when everything below it is, too. */
  write(path: string, tree = false): void {
    if (this.#attempt && !this.#isElsewhere(path)) this.#attempt.write(path, tree)
  }

  /** A folder is about to be made. */
  makeFolder(path: string): void {
    if (this.#attempt && !this.#isElsewhere(path)) this.#attempt.makeFolder(path)
  }

  /** A folder is about to be made whose name Node completes. */
  makeTemporaryFolder(prefix: string): void {
    this.#attempt?.makeTemporaryFolder(prefix)
  }

  /** One environment variable is about to be read. */
  variable(rawName: string, value: string | undefined): void {
    const name = variableName(rawName)
    const attempt = this.#attempt
    if (attempt?.isKnown(`variable ${name}`, this.graph.generation)) return
    const reader = this.#reader()
    const { module, foreign, caller } = reader
    if (foreign || isNodeItself(caller) || (module?.entry?.kind === "package" && isAboutTerminal(name))) return
    const keepers = isAboutTerminal(name) ? new Set<ModuleNode>() : reader.keepers
    this.#keep(`variable ${name}`, { ...reader, keepers }, { kind: "variable", name, hash: variableHash(value) })
  }

  /** The names of all environment variables are about to be listed; false when Node itself does, for a child process. */
  variableNames(hash: string): boolean {
    const reader = this.#reader()
    const counts = !reader.foreign && !isNodeItself(reader.caller)
    if (counts) this.#keep("variableNames", reader, { kind: "variableNames", hash })
    return counts
  }

  /** An environment variable is about to be set or deleted; its values before and after. */
  setVariable(rawName: string, before: string | undefined, after: string | undefined): void {
    const name = variableName(rawName)
    const { module } = this.#reader()
    if (module) this.graph.variableSet(module, name, after)
    // What a module sets when it is loaded, the next attempt that imports it gets again.
    if (!module || !this.#keepsModules) this.#attempt?.setVariable(name, before)
  }

  /** A module (the notebook when undefined) imports another, which makes it part of what it depends on. */
  imported(importer: ModuleNode | undefined, imported: ModuleNode): void {
    if (importer) this.graph.imported(importer, imported)
    else this.#attempt?.modules.add(imported)
    if (this.graph.hasSetVariables) this.#giveVariables(imported)
  }

  /** Sets the variables that packages, which stay loaded, set for whoever imports them. */
  #giveVariables(imported: ModuleNode): void {
    const attempt = this.#attempt
    if (!attempt || this.#keepsModules) return
    for (const { entry, variablesSet } of this.graph.reach(imported).modules) {
      if (entry?.kind !== "package") continue
      for (const [name, value] of variablesSet) if (!attempt.variablesSet.has(name)) giveVariable(attempt, name, value)
    }
  }

  /** A module (the notebook when undefined) depends on something outside: a file that was looked for in vain. */
  dependency(importer: ModuleNode | undefined, entry: TraceEntry): void {
    if (importer) this.graph.read(importer, entry)
    else this.#attempt?.keep(keyOf(entry), { entry, calmAt: undefined })
  }

  #observe(about: string, path: string, look: () => TraceEntry, members?: readonly string[] | null): void {
    const key = `${about} ${path}`
    if (this.#attempt?.isKnown(key, this.graph.generation)) return
    if (this.paths.isIgnored(path)) return
    const reader = this.#reader()
    const { module, keepers, foreign, caller } = reader
    if (foreign || isPartOfCall(caller)) return
    const owner = this.graph.packageNode(path)
    // A package's own files are as its version says.
    if (owner) this.imported(module, owner)
    else if (module || keepers.size > 0 || !this.#attempt?.wrote(path)) this.#keep(key, reader, look(), members)
  }

  #keep(key: string, { module, keepers }: Reader, entry: TraceEntry, members?: readonly string[] | null): void {
    if (module) this.graph.read(module, entry)
    for (const keeper of keepers) this.graph.read(keeper, entry)
    // The next to read the same may be a module to which it belongs.
    const calmAt = module || this.graph.mayKeep ? undefined : this.graph.generation
    this.#attempt?.keep(key, members === undefined ? { entry, calmAt } : { entry, calmAt, members })
  }

  #reader(): Reader {
    return currentReader(this.graph, this.#keepsModules)
  }

  #isElsewhere(path: string): boolean {
    return this.paths.isIgnored(path) || this.graph.packageNode(path) !== undefined
  }
}

function giveVariable(attempt: AttemptRecord, name: string, value: string | undefined): void {
  withoutTracing(() => {
    attempt.setVariable(name, process.env[name])
    if (value === undefined) Reflect.deleteProperty(process.env, name)
    else process.env[name] = value
  })
}

/** Node reads variables of its own, such as for the colours of a terminal; printing the environment is the user's doing. */
function isNodeItself(caller: string | undefined): boolean {
  return caller !== undefined && caller.startsWith("node:") && !caller.includes("util/inspect")
}

/** Copying and removing folders is made of other file functions, and was recorded as a whole. */
function isPartOfCall(caller: string | undefined): boolean {
  return caller !== undefined && /^node:internal\/fs\/(?:cp|rimraf)\b/.test(caller)
}

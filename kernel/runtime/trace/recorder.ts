import { basename, join } from "node:path"
import type { ModuleGraph, ModuleNode } from "../modules/graph.ts"
import { AttemptRecord, usesNativeCode } from "./attempt.ts"
import type { ContentHashes } from "./contentHash.ts"
import { subjectOf } from "./entry.ts"
import type { AttributeName, SystemFact, TraceEntry } from "../../model/traceEntry.ts"
import { attributeOf, isLink, linkTarget, linkText, listing, listingHash, systemFact, whatIsAt } from "./observe.ts"
import { Manifests } from "./manifest.ts"
import type { NotebookPaths } from "./paths.ts"
import { currentReader, type Reader } from "./reader.ts"
import { isTracingSuspended, withoutTracing } from "./untraced.ts"
import type { ThreadNews } from "./threads.ts"
import { isAboutTerminal, variableHash, variableName, variableNamesHash } from "./variables.ts"

/**
 * Turns what code does to files and variables into the record of the attempt under way, and into that of the module being
 * evaluated. All paths are absolute.
 */
export class Recorder {
  readonly graph: ModuleGraph
  readonly paths: NotebookPaths
  readonly hashes: ContentHashes
  readonly manifests = new Manifests()
  /** The variables that modules set while they were evaluated, with their values before. */
  readonly #setByModules = new Map<string, string | undefined>()
  readonly #searched = new Map<string, TraceEntry>()
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

  /**
   * @param keepsModules whether local modules stay as they are afterwards
   * @param ignoredVariables names of variables that don't count
   */
  begin(
    keepsModules = false,
    ignoredVariables: readonly string[] = [],
    record = new AttemptRecord(ignoredVariables.map(variableName)),
  ): AttemptRecord {
    this.#keepsModules = keepsModules
    this.#attempt = record
    return this.#attempt
  }

  end(): void {
    this.#attempt = undefined
  }

  /** A file's content, size or time is about to be read. */
  read(path: string): void {
    this.#observe("file", path, (place) => this.#fileEntry(place))
  }

  #fileEntry(path: string): Extract<TraceEntry, { kind: "file" | "exists" }> {
    const found = whatIsAt(path)
    if (found === "folder" || found === "other") return { kind: "exists", path, found }
    return { kind: "file", path, hash: found === null ? null : this.hashes.hash(path) }
  }

  /** A path is about to be asked for its status, without following a link. */
  readLink(path: string): void {
    this.#observe("status", path, (place) => (isLink(place) ? this.#linkEntry(place) : this.#plainEntry(place)), false)
  }

  #linkEntry(path: string): TraceEntry {
    return { kind: "link", path, target: linkTarget(path, this.paths.realFolder), text: linkText(path) }
  }

  #plainEntry(path: string): TraceEntry {
    const entry = this.#fileEntry(path)
    const isThere = entry.kind === "exists" ? entry.found !== null : entry.hash !== null
    return isThere ? { ...entry, plain: true } : entry
  }

  /** Code asks whether something is there. */
  exists(path: string): void {
    this.#observe("exists", path, (place) => ({ kind: "exists", path: place, found: whatIsAt(place) }))
  }

  /** Code asks for rights, or how many names a file has. */
  attribute(path: string, name: AttributeName): void {
    this.#observe(name, path, (place) => ({ kind: "attribute", path: place, name, value: attributeOf(place, name) }))
  }

  /** Code asks where a path leads. */
  resolve(path: string): void {
    this.#observe(
      "link",
      path,
      (place) => ({ kind: "link", path: place, target: linkTarget(place, this.paths.realFolder) }),
      false,
    )
  }

  /** A path climbs by `..` from a place: one that is a link, or isn't there, decides where the path leads. */
  climb(path: string): void {
    if (isLink(path)) this.resolve(path)
    else if (whatIsAt(path) === null) this.exists(path)
  }

  /** Code asks for the text of a link. */
  readLinkText(path: string): void {
    this.#observe("link text", path, (place) => this.#linkEntry(place), false)
  }

  /** A folder is about to be listed. */
  list(path: string, recursive = false): void {
    const members = listing(path)
    this.#observe(
      "folder",
      path,
      (place) => ({ kind: "folder", path: place, hash: listingHash(members) }),
      true,
      members,
    )
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
    const place = this.#attempt?.throughOwnLinks(path, false) ?? path
    if (this.#attempt && !this.#isElsewhere(place)) this.#attempt.write(place, tree)
  }

  /** Something is about to be added to a file, which is made when it isn't there. */
  append(path: string): void {
    const place = this.#attempt?.throughOwnLinks(path, true) ?? path
    if (this.#attempt && !this.#isElsewhere(place)) this.#attempt.append(place)
  }

  /** A path's rights or number of names are about to be changed. */
  changeAttributes(path: string): void {
    this.#attempt?.attributesSet.add(path)
  }

  /** A file is about to be read that belongs to another, unless there isn't even that one. */
  readIfBeside(path: string, other: string): void {
    if (whatIsAt(other) !== null) this.read(path)
  }

  /** A file comes and goes with something that the attempt has open. */
  passes(path: string): void {
    this.#attempt?.passing.add(path)
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
    const isOfTerminal = isAboutTerminal(name)
    if (foreign || isNodeItself(caller) || (isOfTerminal && choosesColours(module))) return
    const keepers = new Set([...reader.keepers].filter((keeper) => !isOfTerminal || !choosesColours(keeper)))
    this.#keep(`variable ${name}`, { ...reader, keepers }, { kind: "variable", name, hash: variableHash(value) })
  }

  /** The names of all environment variables are about to be listed; false when Node itself does, for a child process. */
  variableNames(names: readonly string[]): boolean {
    const reader = this.#reader()
    if (reader.foreign || isNodeItself(reader.caller)) return false
    const hash = variableNamesHash(this.withoutOwnVariables(names))
    this.#keep("variableNames", reader, { kind: "variableNames", hash })
    return true
  }

  /** The names that there would be if neither the attempt nor modules of this process had set or deleted any. */
  withoutOwnVariables(names: readonly string[]): readonly string[] {
    const given = new Set(names)
    for (const [name, before] of [...(this.#attempt?.variablesSet ?? []), ...this.#setByModules]) {
      if (before === undefined) given.delete(name)
      else given.add(name)
    }
    return [...given]
  }

  /** Code asks the system about itself. */
  systemFact(name: SystemFact): void {
    const reader = this.#reader()
    if (!reader.foreign) this.#keep(`system ${name}`, reader, { kind: "system", name, hash: systemFact(name) })
  }

  /** A cell asks for its notebook's name. */
  notebookName(name: string): void {
    this.#attempt?.keep("notebook", { entry: { kind: "notebook", name }, calmAt: undefined })
  }

  /** Something begins that no trace can see into, such as a child process. */
  unseen(what: string): void {
    const { module, foreign, caller } = this.#reader()
    if (foreign || caller === undefined) return
    if (module) this.graph.unseen(module, what)
    else this.#attempt?.does(what)
  }

  /** Native code is loaded from a file: whoever uses the package that it belongs to may call it. */
  nativeLoaded(path: string): void {
    if (this.#reader().foreign) return
    const node = this.graph.find(path) ?? this.graph.packageNode(path)
    const what = `${usesNativeCode} (${node?.entry?.kind === "package" ? node.entry.name : basename(path)})`
    if (node) this.graph.unseen(node, what)
    else this.unseen(what)
  }

  /** An environment variable is about to be set or deleted; its values before and after. */
  setVariable(rawName: string, before: string | undefined, after: string | undefined): void {
    const name = variableName(rawName)
    const { module } = this.#reader()
    if (module) {
      this.graph.variableSet(module, name, after)
      if (!this.#setByModules.has(name)) this.#setByModules.set(name, before)
    }
    // What a module sets when it is loaded, the next attempt that imports it gets again.
    if (!module || !this.#keepsModules) this.#attempt?.setVariable(name, before)
  }

  /**
   * A module (the notebook when undefined) imports another, which makes it part of what it depends on.
   * @param isOfValue whether no code of the notebook imports it, but a stored value that is handed in
   */
  imported(importer: ModuleNode | undefined, imported: ModuleNode, isOfValue = false): void {
    if (importer) this.graph.imported(importer, imported)
    else {
      this.#attempt?.modules.add(imported)
      if (!isOfValue) this.#attempt?.called.add(imported)
    }
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

  /** Whether tsnb itself, or a package that it alone uses, does what is done at this moment. */
  isOwnCall(): boolean {
    return isTracingSuspended() || this.#reader().foreign
  }

  /** A thread of the attempt did something. */
  ofThread(news: ThreadNews): void {
    const attempt = this.#attempt
    if (!attempt) return
    switch (news.type) {
      case "read":
        return attempt.keep(`thread ${subjectOf(news.entry)}`, { entry: news.entry, calmAt: undefined })
      case "written":
        if (!attempt.wrote(news.path)) attempt.written.set(news.path, news.before)
        if (news.tree) attempt.writtenTrees.add(news.path)
        return
      case "appended":
        if (!attempt.wrote(news.path) && !attempt.appended.has(news.path)) attempt.appended.set(news.path, news.before)
        return
      case "folderMade":
        if (!attempt.foldersMade.has(news.path)) attempt.foldersMade.set(news.path, news.before)
        return
      case "unseen":
        return attempt.does(news.what)
    }
  }

  /** What decided where the imports of cells led: Node remembers that as long as the process lives. */
  searched(): Iterable<TraceEntry> {
    return this.#searched.values()
  }

  /** A module (the notebook when undefined) depends on something outside: a file that was looked for in vain. */
  dependency(importer: ModuleNode | undefined, entry: TraceEntry): void {
    if (importer) return this.graph.read(importer, entry)
    const subject = subjectOf(entry)
    if (!this.#searched.has(subject)) this.#searched.set(subject, entry)
    this.#attempt?.keep(subject, { entry, calmAt: undefined })
  }

  /** @param follow whether what is looked at is behind the path when that is a link */
  #observe(
    about: string,
    given: string,
    look: (path: string) => TraceEntry,
    follow = true,
    members?: readonly string[] | null,
  ): void {
    const path = this.#attempt?.throughOwnLinks(given, follow) ?? given
    const key = `${about} ${path}`
    if (this.#attempt?.isKnown(key, this.graph.generation)) return
    if (this.paths.isIgnored(path)) return
    const reader = this.#reader()
    const { module, keepers, foreign, caller } = reader
    if (foreign || isPartOfCall(caller)) return
    const owner = this.graph.packageNode(path)
    // A package's own files are as its version says.
    if (owner) this.imported(module, owner)
    else if (module || keepers.size > 0 || !this.#attempt?.wrote(path)) this.#keep(key, reader, look(path), members)
  }

  #keep(key: string, { module, keepers }: Reader, entry: TraceEntry, members?: readonly string[] | null): void {
    // What code of this process has set, as in set-up, comes from what was read to do so.
    if (entry.kind === "variable" && this.#isSet(entry.name)) return
    if (module) this.graph.read(module, entry)
    for (const keeper of keepers) this.graph.read(keeper, entry)
    // The next to read the same may be a module to which it belongs.
    const calmAt = module || this.graph.mayKeep ? undefined : this.graph.generation
    this.#attempt?.keep(key, members === undefined ? { entry, calmAt } : { entry, calmAt, members })
  }

  /** Whether the value that a variable has now comes from the attempt or, in a session, from modules of earlier ones. */
  #isSet(name: string): boolean {
    if (this.#attempt?.variablesSet.has(name)) return true
    return this.#keepsModules && this.#setByModules.has(name)
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

/** Packages that ask for a terminal, or for a build server, to choose colours alone. */
const colourPackages =
  /^(?:chalk|supports-color|supports-hyperlinks|color-support|picocolors|colorette|kleur|nanocolors|yoctocolors|ansis|ansi-colors|cli-color|colors|@colors\/colors|debug|is-unicode-supported)$/

function choosesColours(module: ModuleNode | undefined): boolean {
  return module?.entry?.kind === "package" && colourPackages.test(module.entry.name)
}

/** Copying and removing folders is made of other file functions, and was recorded as a whole. */
function isPartOfCall(caller: string | undefined): boolean {
  return caller !== undefined && /^node:internal\/fs\/(?:cp|rimraf)\b/.test(caller)
}

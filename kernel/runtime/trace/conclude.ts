import { join, resolve } from "node:path"
import type { ModuleGraph, Reach } from "../modules/graph.ts"
import { usesNativeCode, type AttemptRecord, type Kept } from "./attempt.ts"
import { statusOf, type ContentHashes } from "./contentHash.ts"
import { describeEntry } from "./entry.ts"
import type { TraceEntry } from "../../model/traceEntry.ts"
import { isSameEntry, lookAgain, type World } from "./lookAgain.ts"
import {
  globContents,
  globFiles,
  globHash,
  isLink,
  linkTarget,
  linkText,
  listing,
  systemFact,
  whatIsAt,
} from "./observe.ts"
import { ancestors, type NotebookPaths } from "./paths.ts"
import { variableNamesHash } from "./variables.ts"

/** What an attempt depended on, and which of it changed while it ran, as people read it. */
export interface AttemptTrace {
  trace: TraceEntry[]
  changed: string[]
  /** What the attempt did that no trace can see, in words; absent when there is nothing. */
  unseen?: string[]
}

/**
 * Looks once more at everything that an attempt read, and at what it left behind.
 * @param more what it depended on by way of subflows
 * @param variableNames the names of the environment variables, without those that code of this process set
 */
export function conclude(
  record: AttemptRecord,
  graph: ModuleGraph,
  world: World,
  more: readonly TraceEntry[],
  variableNames: () => readonly string[],
): AttemptTrace {
  const { hashes, paths } = world
  const trace = new Map<string, TraceEntry>()
  const changed: string[] = []
  const unseen = new Set(record.unseen)
  let hasNativeCode = false
  declaredOutputs(record, paths)
  const add = (entry: TraceEntry): void => {
    const portable = portableEntry(entry, paths)
    trace.set(JSON.stringify(portable), portable)
  }
  const touched = touchedPaths(record)
  for (const kept of record.kept.values()) {
    // What this process has in its environment can't change behind its back.
    if (!("path" in kept.entry)) {
      add(kept.entry)
      continue
    }
    const now = lookAgain(kept.entry, world)
    if (isSameEntry(kept.entry, now)) add(kept.entry)
    // Such as the log of a database that the process still has open.
    else if (record.passing.has(kept.entry.path)) add(kept.entry)
    else if (!isOwnDoing(kept, record, touched)) changed.push(describeEntry(portableEntry(kept.entry, paths)))
    // A file that the attempt made is in the trace as written.
    else if (now.kind !== "file") add(now)
  }
  for (const [pattern, before] of record.globs) {
    const now = globContents(pattern, paths.folder, hashes)
    const alien = differences(before, now).some((path) => !touched.has(resolve(paths.folder, path)))
    if (alien) changed.push(describeEntry({ kind: "glob", pattern, hash: "" }))
    else add({ kind: "glob", pattern, hash: globHash(now) })
  }
  for (const entry of leftBehind(record, hashes, paths)) add(entry)
  for (const module of record.modules) {
    const reach = graph.reach(module)
    for (const [key, entry] of portableReach(reach, paths)) trace.set(key, entry)
    for (const what of reach.unseen) {
      const isNative = what.startsWith(usesNativeCode)
      hasNativeCode ||= isNative
      // A library that only makes a value again from its bytes reads no files for that.
      if (!isNative || record.called.has(module)) unseen.add(what)
    }
  }
  hasNativeCode ||= [...unseen].some((what) => what.startsWith(usesNativeCode))
  // To native code, patches of Node make a difference.
  if (hasNativeCode) add({ kind: "system", name: "nodeVersion", hash: systemFact("nodeVersion") })
  for (const entry of more) add(entry)
  const counted = withoutVariables([...trace.values()], record.ignoredVariables, variableNames)
  return { trace: counted, changed, ...(unseen.size > 0 && { unseen: [...unseen] }) }
}

/** A trace without the variables of `ignoreEnv=`. */
function withoutVariables(
  trace: TraceEntry[],
  without: readonly string[],
  variableNames: () => readonly string[],
): TraceEntry[] {
  if (without.length === 0) return trace
  return trace.flatMap((entry): TraceEntry[] => {
    if (entry.kind === "variable" && without.includes(entry.name)) return []
    if (entry.kind !== "variableNames") return [entry]
    return [{ kind: entry.kind, hash: variableNamesHash(variableNames(), without), without }]
  })
}

/** The files of `writes=` patterns that are there, or that are gone, count as the attempt's own writing. */
function declaredOutputs({ outputs, written }: AttemptRecord, { folder }: NotebookPaths): void {
  for (const [pattern, before] of outputs) {
    for (const path of new Set([...before, ...globFiles(pattern, folder)])) {
      const absolute = resolve(folder, path)
      if (!written.has(absolute)) written.set(absolute, before.has(path) ? "file" : null)
    }
  }
}

const portableReaches = new WeakMap<Reach, readonly (readonly [key: string, entry: TraceEntry])[]>()

/** Made once, since most attempts of a process import the same modules. */
function portableReach(reach: Reach, paths: NotebookPaths): readonly (readonly [key: string, entry: TraceEntry])[] {
  const known = portableReaches.get(reach)
  if (known) return known
  const made = reach.entries.map((entry) => {
    const portable = portableEntry(entry, paths)
    return [JSON.stringify(portable), portable] as const
  })
  portableReaches.set(reach, made)
  return made
}

function portableEntry(entry: TraceEntry, paths: NotebookPaths): TraceEntry {
  return "path" in entry ? { ...entry, path: paths.toEntry(entry.path) } : entry
}

/** Everything that the attempt wrote, removed or made, and the folders above. */
function touchedPaths(record: AttemptRecord): ReadonlySet<string> {
  const touched = new Set<string>()
  const { written, appended, foldersMade, passing } = record
  for (const path of [...written.keys(), ...appended.keys(), ...foldersMade.keys(), ...passing]) {
    touched.add(path)
    for (const folder of ancestors(path)) touched.add(folder)
  }
  return touched
}

/** Whether the attempt itself made the difference, in a way that running it once more would find the same. */
function isOwnDoing({ entry, members }: Kept, record: AttemptRecord, touched: ReadonlySet<string>): boolean {
  if (!("path" in entry)) return false
  const { path } = entry
  const isTouched = (candidate: string): boolean => touched.has(candidate) || record.wrote(candidate)
  switch (entry.kind) {
    case "file":
      // One that was there has been an input: the next attempt would start from another.
      return entry.hash === null && isTouched(path)
    case "exists":
    case "link":
      return isTouched(path)
    case "attribute":
      return isTouched(path) || record.attributesSet.has(path)
    case "folder": {
      const now = listing(path)
      if (!members || !now) return isTouched(path)
      const before = new Set(members)
      const after = new Set(now)
      return [...before.symmetricDifference(after)].every((member) =>
        isTouched(join(path, member.split("\0")[0] ?? "")),
      )
    }
    case "written":
    case "appended":
    case "package":
    case "manifest":
    case "project":
      return false
  }
}

function differences(
  before: ReadonlyMap<string, string | null>,
  now: ReadonlyMap<string, string | null>,
): readonly string[] {
  return [...new Set([...before.keys(), ...now.keys()])].filter((path) => before.get(path) !== now.get(path))
}

function* leftBehind(record: AttemptRecord, hashes: ContentHashes, paths: NotebookPaths): Generator<TraceEntry> {
  for (const [path, before] of record.written) {
    const now = isLink(path) ? "link" : whatIsAt(path)
    if (now === null && before === "folder") yield { kind: "exists", path, found: null }
    // What was neither there before nor is there now was for the attempt's own use.
    else if (now !== null || before !== null) yield* leftUnder(path, hashes, paths)
  }
  for (const [path, before] of record.appended) {
    const found = whatIsAt(path)
    if (found !== null || before !== null) yield { kind: "appended", path, found }
  }
  for (const path of record.foldersMade.keys()) {
    if (whatIsAt(path) === "folder") yield { kind: "exists", path, found: "folder" }
  }
}

/** The files under a path that the attempt left, such as those of a copied folder. */
function* leftUnder(path: string, hashes: ContentHashes, paths: NotebookPaths): Generator<TraceEntry> {
  if (isLink(path)) {
    yield { kind: "link", path, target: linkTarget(path, paths.realFolder), text: linkText(path) }
    return
  }
  const members = listing(path)
  if (members) for (const member of members) yield* leftUnder(join(path, member.split("\0")[0] ?? ""), hashes, paths)
  else {
    const hash = hashes.hash(path)
    const size = Number(statusOf(path)?.size)
    yield hash === null ? { kind: "written", path, hash } : { kind: "written", path, hash, size }
  }
}

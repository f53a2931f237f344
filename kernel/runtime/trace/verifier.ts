import { resolve } from "node:path"
import { ContentHashes } from "./contentHash.ts"
import type { TraceEntry } from "../../model/traceEntry.ts"
import { isSameEntry, lookAgain, PackageVersions, plainness, type World } from "./lookAgain.ts"
import { Manifests } from "./manifest.ts"
import { globFiles, globHash } from "./observe.ts"
import { fromEntry, NotebookPaths } from "./paths.ts"
import type { Environment } from "./variables.ts"

/** What a verifier may know beside files and variables. */
export interface VerifierOptions {
  /** The notebook's file name. */
  notebook?: string
  /** Whether some task appends to a file: what it adds is no change of what another one wrote. */
  isAppendedTo?: (path: string) => boolean
}

/** An entry of a trace that doesn't hold any more, and what there is in its place. */
export interface TraceChange {
  before: TraceEntry
  now: TraceEntry
}

/** The answers of the world outside to what a trace says. */
export interface TraceVerifier {
  /**
   * The first entry that doesn't hold any more, or undefined when all do.
   * @param madeAt when the trace was made, in milliseconds since 1970: a log that was found missing since has lost its lines,
   * also when somebody else has begun it anew
   */
  firstChange(trace: readonly TraceEntry[], madeAt?: number): Promise<TraceChange | undefined>
}

/**
 * Compares traces with files, packages and variables as they are now. Contents are read without holding up the event loop,
 * and only once as long as the file stays as it is.
 * @param notebookFolder absolute path that the paths in traces are relative to
 * @param environment what attempts would find in `process.env`
 */
export function createVerifier(
  notebookFolder: string,
  environment: Environment,
  { notebook, isAppendedTo }: VerifierOptions = {},
): TraceVerifier {
  const world: World = {
    hashes: new ContentHashes(),
    paths: new NotebookPaths(resolve(notebookFolder)),
    environment,
    packages: new PackageVersions(),
    manifests: new Manifests(),
    ...(notebook !== undefined && { notebook }),
  }
  // Outputs that weren't there any more, and when that was seen last.
  const missedAt = new Map<string, number>()
  return {
    async firstChange(trace, madeAt = Number.POSITIVE_INFINITY) {
      for (const entry of trace) {
        const now = await lookLater(entry, world)
        const isSame = isSameEntry(entry, now)
        if (!isSame && isGone(now)) missedAt.set(now.path, Date.now())
        if (isSame && entry.kind === "appended" && (missedAt.get(entry.path) ?? 0) > madeAt)
          return { before: entry, now: { ...entry, found: null } }
        if (isSame) continue
        if (entry.kind === "written" && (await hasOnlyGrown(entry, world)) && isAppendedTo?.(entry.path)) continue
        return { before: entry, now }
      }
      return undefined
    },
  }
}

/** Whether an output isn't there. */
function isGone(now: TraceEntry): now is Extract<TraceEntry, { kind: "appended" | "written" }> {
  return (now.kind === "appended" && now.found === null) || (now.kind === "written" && now.hash === null)
}

/** Whether a file begins as the attempt left it. */
async function hasOnlyGrown(
  { path, hash, size }: Extract<TraceEntry, { kind: "written" }>,
  { paths, hashes }: World,
): Promise<boolean> {
  return size !== undefined && (await hashes.hashOfStart(fromEntry(path, paths.folder), size)) === hash
}

/** Awaits only where contents have to be read: a trace of a thousand small things is no thousand turns. */
function lookLater(entry: TraceEntry, world: World): TraceEntry | Promise<TraceEntry> {
  switch (entry.kind) {
    case "file":
    case "written":
      return world.hashes.hashLater(fromEntry(entry.path, world.paths.folder)).then((hash) => ({
        ...entry,
        hash,
        ...(entry.kind === "file" && plainness(entry, fromEntry(entry.path, world.paths.folder))),
      }))
    case "glob":
      return globLater(entry.pattern, world).then((hash) => ({ ...entry, hash }))
    case "exists":
    case "link":
    case "folder":
    case "variable":
    case "variableNames":
    case "attribute":
    case "appended":
    case "system":
    case "notebook":
    case "manifest":
    case "project":
    case "package":
      return lookAgain(entry, world)
  }
}

async function globLater(pattern: string, { paths, hashes }: World): Promise<string> {
  const contents: [string, string | null][] = []
  for (const path of globFiles(pattern, paths.folder)) {
    contents.push([path, await hashes.hashLater(fromEntry(path, paths.folder))])
  }
  return globHash(contents)
}

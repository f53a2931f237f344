import { resolve } from "node:path"
import { ContentHashes } from "./contentHash.ts"
import type { TraceEntry } from "./entry.ts"
import { isSameEntry, lookAgain, PackageVersions, type World } from "./lookAgain.ts"
import { globFiles, globHash } from "./observe.ts"
import { fromEntry, NotebookPaths } from "./paths.ts"
import type { Environment } from "./variables.ts"

/** The answers of the world outside to what a trace says. */
export interface TraceVerifier {
  /** The first entry that doesn't hold any more, or undefined when all do. */
  firstChange(trace: readonly TraceEntry[]): Promise<TraceEntry | undefined>
}

/**
 * Compares traces with files, packages and variables as they are now. Contents are read without holding up the event loop,
 * and only once as long as the file stays as it is.
 * @param notebookFolder absolute path that the paths in traces are relative to
 * @param environment what attempts would find in `process.env`
 */
export function createVerifier(notebookFolder: string, environment: Environment): TraceVerifier {
  const world: World = {
    hashes: new ContentHashes(),
    paths: new NotebookPaths(resolve(notebookFolder)),
    environment,
    packages: new PackageVersions(),
  }
  return {
    async firstChange(trace) {
      for (const entry of trace) {
        if (!isSameEntry(entry, await lookLater(entry, world))) return entry
      }
      return undefined
    },
  }
}

/** Awaits only where contents have to be read: a trace of a thousand small things is no thousand turns. */
function lookLater(entry: TraceEntry, world: World): TraceEntry | Promise<TraceEntry> {
  switch (entry.kind) {
    case "file":
    case "written":
      return world.hashes.hashLater(fromEntry(entry.path, world.paths.folder)).then((hash) => ({ ...entry, hash }))
    case "glob":
      return globLater(entry.pattern, world).then((hash) => ({ ...entry, hash }))
    case "exists":
    case "link":
    case "folder":
    case "variable":
    case "variableNames":
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

/**
 * One thing outside the notebook that an attempt was seen to depend on. Paths are relative to the notebook's folder,
 * with forward slashes, so that a project that moved keeps its cache; on another drive they are absolute.
 * Every hash is SHA-256 in hex; `null` stands for "was not there".
 */
export type TraceEntry =
  /** A file's content was read (local modules too), or its size or time was asked for. */
  | { kind: "file"; path: string; hash: string | null }
  /** Only asked whether it is there, and what it is. */
  | { kind: "exists"; path: string; found: "file" | "folder" | "other" | null }
  /** Asked where a path leads: its real path, relative to the notebook's folder. */
  | { kind: "link"; path: string; target: string | null }
  /** A folder was listed: hash over the sorted names and types of its members. */
  | { kind: "folder"; path: string; hash: string | null }
  /** A file that the attempt wrote (or removed), as the attempt left it. */
  | { kind: "written"; path: string; hash: string | null }
  /** One environment variable. */
  | { kind: "variable"; name: string; hash: string | null }
  /** The names of the environment variables were listed. */
  | { kind: "variableNames"; hash: string }
  /** A package in `node_modules`; `path` is that of its package.json. */
  | { kind: "package"; path: string; name: string; version: string | null }
  /** The files that a `reads=` glob matches: hash over their paths and contents. */
  | { kind: "glob"; pattern: string; hash: string }

/** What an entry is about, as people read it: `file data/trips.parquet`, `environment variable API_KEY`. */
export function describeEntry(entry: TraceEntry): string {
  switch (entry.kind) {
    case "file":
    case "exists":
    case "link":
      return `file ${entry.path}`
    case "folder":
      return `folder ${entry.path}`
    case "written":
      return `written file ${entry.path}`
    case "variable":
      return `environment variable ${entry.name}`
    case "variableNames":
      return "the set of environment variables"
    case "package":
      return `package ${entry.name}`
    case "glob":
      return `files ${entry.pattern}`
  }
}

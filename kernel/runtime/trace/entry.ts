/**
 * One thing outside the notebook that an attempt was seen to depend on. Paths are relative to the notebook's folder,
 * with forward slashes, so that a project that moved keeps its cache; on another drive they are absolute.
 * Every hash is SHA-256 in hex; `null` stands for "was not there".
 */
export type TraceEntry =
  /** A file's content was read (local modules too), or its size or time was asked for; `plain`: and that it is no link. */
  | { kind: "file"; path: string; hash: string | null; plain?: boolean }
  /** Only asked whether it is there, and what it is; `plain`: and that it is no link. */
  | { kind: "exists"; path: string; found: Found; plain?: boolean }
  /** Asked where a path leads: its real path, relative to the notebook's folder; and for a link's own text. */
  | { kind: "link"; path: string; target: string | null; text?: string | null }
  /** Rights or the number of names were asked for. */
  | { kind: "attribute"; path: string; name: AttributeName; value: string | null }
  /** A folder was listed: hash over the sorted names and types of its members. */
  | { kind: "folder"; path: string; hash: string | null }
  /** A file that the attempt wrote (or removed), as the attempt left it; its size, where there is something to tell. */
  | { kind: "written"; path: string; hash: string | null; size?: number }
  /** A file that the attempt only appended to: others may do so, too, but it has to be there. */
  | { kind: "appended"; path: string; found: Found }
  /** One environment variable. */
  | { kind: "variable"; name: string; hash: string | null }
  /** The names of the environment variables were listed; those left out by `ignoreEnv=`. */
  | { kind: "variableNames"; hash: string; without?: readonly string[] }
  /** What the system was asked about itself. */
  | { kind: "system"; name: SystemFact; hash: string }
  /** The notebook's own name was asked for. */
  | { kind: "notebook"; name: string }
  /** What the nearest package.json from a folder on says about how modules are found and loaded. */
  | { kind: "manifest"; path: string; hash: string | null }
  /** What the nearest tsconfig.json from a folder on says about where imports lead, or how sources become JavaScript. */
  | { kind: "project"; path: string; part: "language" | "paths"; hash: string | null }
  /** A package in `node_modules`; `path` is that of its package.json. */
  | { kind: "package"; path: string; name: string; version: string | null }
  /** The files that a `reads=` glob matches: hash over their paths and contents. */
  | { kind: "glob"; pattern: string; hash: string }

/** The hash of a glob that matches no file: that of an empty text. */
export const hashOfNoFiles = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/** What a path leads to. */
export type Found = "file" | "folder" | "other" | null

/** `lmode` and `lnlink` are those of the path itself, when it is a link. */
export type AttributeName = "mode" | "nlink" | "lmode" | "lnlink" | "writable" | "executable"

/** What can differ between two machines, and a result may tell of. */
export type SystemFact = "hostname" | "userInfo" | "nodeVersion"

/** What tells an entry's subject apart from others. */
export function subjectOf(entry: TraceEntry): string {
  switch (entry.kind) {
    case "file":
    case "exists":
      return `${entry.kind}${entry.plain ? " plain" : ""} ${entry.path}`
    case "attribute":
      return `${entry.name} ${entry.path}`
    case "link":
      return `link${entry.text === undefined ? "" : " text"} ${entry.path}`
    case "folder":
    case "written":
    case "appended":
    case "package":
    case "manifest":
      return `${entry.kind} ${entry.path}`
    case "project":
      return `project ${entry.part} ${entry.path}`
    case "variable":
    case "system":
      return `${entry.kind} ${entry.name}`
    case "glob":
      return `glob ${entry.pattern}`
    case "variableNames":
    case "notebook":
      return entry.kind
  }
}

/** What an entry is about, as people read it: `file data/trips.parquet`, `environment variable API_KEY`. */
export function describeEntry(entry: TraceEntry): string {
  switch (entry.kind) {
    case "file":
    case "exists":
    case "link":
    case "appended":
      return `file ${entry.path}`
    case "attribute":
      return `${attributeNames[entry.name]} of file ${entry.path}`
    case "folder":
      return `folder ${entry.path}`
    case "written":
      return `written file ${entry.path}`
    case "variable":
      return `environment variable ${entry.name}`
    case "variableNames":
      return "the set of environment variables"
    case "system":
      return systemNames[entry.name]
    case "notebook":
      return "the notebook's name"
    case "manifest":
      return `package.json for ${entry.path}`
    case "project":
      return `tsconfig.json for ${entry.path}`
    case "package":
      return `package ${entry.name}`
    case "glob":
      return `files ${entry.pattern}`
  }
}

const systemNames: Readonly<Record<SystemFact, string>> = {
  hostname: "the machine's name",
  userInfo: "the user",
  nodeVersion: "Node's version, with native code",
}

const attributeNames: Readonly<Record<AttributeName, string>> = {
  mode: "mode",
  nlink: "number of links",
  lmode: "mode",
  lnlink: "number of links",
  writable: "right to write",
  executable: "right to execute",
}

import * as v from "valibot"
import { anyNumber, listOf } from "./schema.ts"

const path = v.string()
/** SHA-256 in hex; `null` stands for "was not there". */
const hash = v.nullable(v.string())
const plain = v.optional(v.boolean())
const found = v.nullable(v.picklist(["file", "folder", "other"]))

/** What each kind of entry in a trace has. */
export const traceEntries = {
  /** A file's content was read (local modules too), or its size or time was asked for; `plain`: and that it is no link. */
  file: { kind: v.literal("file"), path, hash, plain },
  /** Only asked whether it is there, and what it is; `plain`: and that it is no link. */
  exists: { kind: v.literal("exists"), path, found, plain },
  /** Asked where a path leads: its real path, relative to the notebook's folder; and for a link's own text. */
  link: {
    kind: v.literal("link"),
    path,
    target: v.nullable(v.string()),
    text: v.optional(v.nullable(v.string())),
  },
  /** Rights or the number of names were asked for; `lmode` and `lnlink` are those of the path itself, when it is a link. */
  attribute: {
    kind: v.literal("attribute"),
    path,
    name: v.picklist(["mode", "nlink", "lmode", "lnlink", "writable", "executable"]),
    value: v.nullable(v.string()),
  },
  /** A folder was listed: hash over the sorted names and types of its members. */
  folder: { kind: v.literal("folder"), path, hash },
  /** A file that the attempt wrote (or removed), as the attempt left it; its size, where there is something to tell. */
  written: { kind: v.literal("written"), path, hash, size: v.optional(anyNumber) },
  /** A file that the attempt only appended to: others may do so, too, but it has to be there. */
  appended: { kind: v.literal("appended"), path, found },
  /** One environment variable. */
  variable: { kind: v.literal("variable"), name: v.string(), hash },
  /** The names of the environment variables were listed; those left out by `ignoreEnv=`. */
  variableNames: { kind: v.literal("variableNames"), hash: v.string(), without: v.optional(listOf(v.string())) },
  /** What the system was asked about itself: what can differ between two machines, and a result may tell of. */
  system: { kind: v.literal("system"), name: v.picklist(["hostname", "userInfo", "nodeVersion"]), hash: v.string() },
  /** The notebook's own name was asked for. */
  notebook: { kind: v.literal("notebook"), name: v.string() },
  /** What the nearest package.json from a folder on says about how modules are found and loaded. */
  manifest: { kind: v.literal("manifest"), path, hash },
  /** What the nearest tsconfig.json from a folder on says about where imports lead, or how sources become JavaScript. */
  project: { kind: v.literal("project"), path, part: v.picklist(["language", "paths"]), hash },
  /** A package in `node_modules`; `path` is that of its package.json. */
  package: { kind: v.literal("package"), path, name: v.string(), version: v.nullable(v.string()) },
  /** The files that a `reads=` glob matches: hash over their paths and contents. */
  glob: { kind: v.literal("glob"), pattern: v.string(), hash: v.string() },
} as const

export const traceEntry = v.variant("kind", [
  v.strictObject(traceEntries.file),
  v.strictObject(traceEntries.exists),
  v.strictObject(traceEntries.link),
  v.strictObject(traceEntries.attribute),
  v.strictObject(traceEntries.folder),
  v.strictObject(traceEntries.written),
  v.strictObject(traceEntries.appended),
  v.strictObject(traceEntries.variable),
  v.strictObject(traceEntries.variableNames),
  v.strictObject(traceEntries.system),
  v.strictObject(traceEntries.notebook),
  v.strictObject(traceEntries.manifest),
  v.strictObject(traceEntries.project),
  v.strictObject(traceEntries.package),
  v.strictObject(traceEntries.glob),
])

/**
 * One thing outside the notebook that an attempt was seen to depend on. Paths are relative to the notebook's folder,
 * with forward slashes, so that a project that moved keeps its cache; on another drive they are absolute.
 */
export type TraceEntry = v.InferOutput<typeof traceEntry>

/** What a path leads to. */
export type Found = v.InferOutput<typeof found>

export type AttributeName = Extract<TraceEntry, { kind: "attribute" }>["name"]

export type SystemFact = Extract<TraceEntry, { kind: "system" }>["name"]

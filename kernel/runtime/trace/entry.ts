import type { AttributeName, SystemFact, TraceEntry } from "../../model/traceEntry.ts"

/** The hash of a glob that matches no file: that of an empty text. */
export const hashOfNoFiles = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

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

import type { TraceEntry } from "../../../kernel/model/traceEntry.ts"
import type { Attempted } from "./attemptProcess.ts"

/** What tsconfig.json files say, which all imports ask, has tests of its own. */
function isSeparate<Entry extends TraceEntry>(entry: Entry): entry is Exclude<Entry, { kind: "project" }> {
  return entry.kind !== "project"
}

/** Entries as short texts, `kind path`, with what was found, sorted. */
export function summary({ trace }: Pick<Attempted, "trace">): string[] {
  return trace
    .filter(isSeparate)
    .map((entry) => {
      switch (entry.kind) {
        case "exists":
          return `exists ${entry.path} ${entry.found}`
        case "link":
          return `link ${entry.path} ${entry.target}`
        case "attribute":
          return `${entry.name} ${entry.path} ${entry.value}`
        case "appended":
          return `appended ${entry.path} ${entry.found}`
        case "system":
          return `system ${entry.name}`
        case "notebook":
          return `notebook ${entry.name}`
        case "manifest":
          return `manifest ${entry.path}${entry.hash === null ? " null" : ""}`
        case "file":
        case "written":
        case "folder":
          return `${entry.kind} ${entry.path}${entry.hash === null ? " null" : ""}`
        case "variable":
          return `variable ${entry.name}${entry.hash === null ? " null" : ""}`
        case "variableNames":
          return "variableNames"
        case "package":
          return `package ${entry.name} ${entry.version}`
        case "glob":
          return `glob ${entry.pattern}`
      }
    })
    .toSorted()
}

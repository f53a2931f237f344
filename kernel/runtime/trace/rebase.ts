import { isAbsolute, join, relative, sep } from "node:path"
import type { TraceEntry } from "../../model/traceEntry.ts"

/** A trace whose paths are relative to one folder, with paths relative to another. */
export function rebaseTrace(trace: readonly TraceEntry[], from: string, to: string): readonly TraceEntry[] {
  if (from === to) return trace
  const rebase = (path: string): string =>
    isAbsolute(path) ? path : relative(to, join(from, path)).split(sep).join("/")
  return trace.map((entry) => {
    if ("path" in entry) return { ...entry, path: rebase(entry.path) }
    if ("pattern" in entry) return { ...entry, pattern: rebase(entry.pattern) }
    return entry
  })
}

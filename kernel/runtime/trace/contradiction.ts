import { subjectOf } from "./entry.ts"
import type { TraceEntry } from "../../model/traceEntry.ts"
import { isSameEntry } from "./lookAgain.ts"

/**
 * Whether two traces of the same code can't both have held at one time: something that both looked at was different. The
 * same code goes another way only when it found something else, so a newer attempt that doesn't contradict an older one
 * found the world as that one did, and at most looked more closely: the older one has nothing to say any more.
 */
export function contradicts(newer: readonly TraceEntry[], older: readonly TraceEntry[]): boolean {
  const found = new Map(older.filter(isInput).map((entry) => [subjectOf(entry), entry] as const))
  const there = new Map(older.filter(isInput).flatMap(presences))
  return newer.filter(isInput).some((entry) => {
    const other = found.get(subjectOf(entry))
    if (other !== undefined && !isSameEntry(other, entry)) return true
    return presences(entry).some(([path, isThere]) => there.has(path) && there.get(path) !== isThere)
  })
}

/** Whether something was there under a path, however it was asked. */
function presences(entry: TraceEntry): readonly (readonly [path: string, isThere: boolean])[] {
  switch (entry.kind) {
    case "exists":
      return [[entry.path, entry.found !== null]]
    case "file":
    case "folder":
      return [[entry.path, entry.hash !== null]]
    default:
      return []
  }
}

/** What an attempt left behind doesn't tell which way it went. */
function isInput({ kind }: TraceEntry): boolean {
  return kind !== "written" && kind !== "appended"
}

import { subjectOf, type TraceEntry } from "./entry.ts"
import { isSameEntry } from "./lookAgain.ts"

/**
 * Whether two traces of the same code can't both have held at one time: something that both looked at was different. The
 * same code goes another way only when it found something else, so a newer attempt that doesn't contradict an older one
 * found the world as that one did, and at most looked more closely: the older one has nothing to say any more.
 */
export function contradicts(newer: readonly TraceEntry[], older: readonly TraceEntry[]): boolean {
  const found = new Map(older.filter(isInput).map((entry) => [subjectOf(entry), entry] as const))
  return newer.some((entry) => {
    const other = isInput(entry) ? found.get(subjectOf(entry)) : undefined
    return other !== undefined && !isSameEntry(other, entry)
  })
}

/** What an attempt left behind doesn't tell which way it went. */
function isInput({ kind }: TraceEntry): boolean {
  return kind !== "written" && kind !== "appended"
}

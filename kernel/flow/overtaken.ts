import type { EnginePorts } from "./context.ts"
import type { TraceEntry } from "../model/traceEntry.ts"
import { explainStale } from "./explain.ts"

/** The loop ahead of whose end an element runs. */
export interface LoopBefore {
  name: string
  /** Settles when the loop has ended, however it did, or the flow run is to end. */
  ended: Promise<unknown>
}

const looks: ReadonlySet<TraceEntry["kind"]> = new Set(["file", "exists", "link", "attribute", "folder", "glob"])

/**
 * What an attempt looked at that other tasks may still write: files, but not those that it wrote itself, and no code, which tasks
 * don't write.
 */
export function looksAtOthers(trace: readonly TraceEntry[]): readonly TraceEntry[] {
  const own = new Set(trace.flatMap((entry) => (isOutput(entry) ? entry.path : [])))
  return trace.filter(
    (entry) => looks.has(entry.kind) && !("path" in entry && (isCode(entry.path) || own.has(entry.path))),
  )
}

function isOutput(entry: TraceEntry): entry is Extract<TraceEntry, { kind: "written" | "appended" }> {
  return entry.kind === "written" || entry.kind === "appended"
}

/**
 * Why what an attempt looked at is another once the loop has ended ahead of whose end it ran: in a script it would have run after
 * that. Undefined when it isn't.
 * @param looked what `looksAtOthers` gave of it
 */
export async function overtakenBy(
  { ended }: LoopBefore,
  { verifier, now }: Pick<EnginePorts, "verifier" | "now">,
  { looked, changed }: { looked: readonly TraceEntry[]; changed: readonly string[] },
): Promise<string | undefined> {
  const lookedAt = now()
  // How the loop ends is for whoever waits for its results.
  await ended.catch(() => undefined)
  if (changed.length > 0) return `${changed.join(", ")} changed while it ran`
  const change = await verifier.firstChange(looked, lookedAt)
  return change && `${explainStale(change)} meanwhile`
}

function isCode(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path)
}

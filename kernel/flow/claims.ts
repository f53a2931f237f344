import type { TraceEntry } from "../runtime/trace/entry.ts"
import { forgetTrace, type FlowContext } from "./context.ts"
import type { CacheEntry } from "./ports.ts"

/** Files of a loop's `writes=` that changed while an element ran: its own outputs, or those of others that ran beside it. */
export interface Claims {
  /** What was kept of the element. */
  entry: CacheEntry
  /** As the trace has them. */
  paths: readonly string[]
}

type Written = Extract<TraceEntry, { kind: "written" }>

/**
 * Once all elements of a loop have ended: what was kept of each no longer has the files that another element wrote later.
 * Until then they are in both, so that a crash makes an element run once too often at most.
 */
export async function settleClaims(context: FlowContext, all: readonly Claims[]): Promise<void> {
  const claims = all.flatMap(({ entry, paths }) => writtenIn(entry, paths).map((written) => ({ entry, written })))
  const lost = new Map<CacheEntry, Set<TraceEntry>>()
  for (const rivals of Map.groupBy(claims, ({ written }) => written.path).values()) {
    if (new Set(rivals.map(({ written }) => written.hash)).size < 2) continue
    const held = await Promise.all(rivals.map(({ written }) => isStill(context, written)))
    // A file that is as none of them left it is somebody else's doing: each looks at it once more.
    if (!held.includes(true)) continue
    for (const [index, { entry, written }] of rivals.entries())
      if (!held[index]) lost.set(entry, (lost.get(entry) ?? new Set()).add(written))
  }
  for (const [entry, gone] of lost) {
    forgetTrace(context, gone)
    context.recorder.amend({ ...entry, trace: entry.trace.filter((one) => !gone.has(one)) })
  }
}

function writtenIn({ trace }: CacheEntry, paths: readonly string[]): readonly Written[] {
  const claimed = new Set(paths)
  return trace.filter((one): one is Written => one.kind === "written" && claimed.has(one.path))
}

async function isStill({ ports }: FlowContext, written: Written): Promise<boolean> {
  return (await ports.verifier.firstChange([written])) === undefined
}

import {
  CellFailure,
  nothingKnown,
  type EnginePorts,
  type EvaluatedCell,
  type FlowContext,
  type FlowPlan,
} from "./context.ts"
import { EarlierRuns } from "./earlier.ts"
import { numbered, type FlowEvent, type NumberedEvent } from "./events.ts"
import { PlainCells } from "./plainCells.ts"
import { Recorder } from "./recorder.ts"
import { Slots } from "./slots.ts"
import { TaskSignals } from "./taskSignals.ts"

/** What plain cells gave before their run began. */
export interface EvaluatedAhead {
  values: FlowContext["values"]
  /** For the run, which needn't evaluate them again. */
  cells: readonly EvaluatedCell[]
}

/**
 * Evaluates the plain cells that define some names, before the run begins that is to be recorded with their values. One that
 * fails is left to the run, where it fails the tasks that need it.
 */
export async function evaluateAhead(
  plan: FlowPlan,
  ports: EnginePorts,
  names: readonly string[],
  signal: AbortSignal,
): Promise<EvaluatedAhead> {
  const events: FlowEvent[] = []
  const keep = (_: string, more: readonly FlowEvent[]): Promise<readonly NumberedEvent[]> => {
    const recorded = numbered(more, events.length + 1)
    for (const event of more) events.push(event)
    return Promise.resolve(recorded)
  }
  const context: FlowContext = {
    ...nothingKnown(plan),
    plan,
    ports,
    recorder: new Recorder({ run: plan.run, store: { record: keep }, now: ports.now }),
    slots: new Slots(plan.concurrency),
    plainCells: new PlainCells(() => context),
    earlier: new EarlierRuns(plan, ports.store),
    isPreview: false,
    followers: new Map(),
    heedFailure: () => undefined,
    signal,
    signals: new TaskSignals(signal),
  }
  for (const cell of new Set(names.flatMap((name) => plan.graph.definers.get(name) ?? []))) {
    try {
      await context.plainCells.ensure(cell)
    } catch (error) {
      if (!(error instanceof CellFailure) && !signal.aborted) throw error
    }
  }
  await context.recorder.flush()
  const cells = context.plainCells.evaluated.map((one) => {
    const told = events.filter((event) => "task" in event && event.task === one.label)
    return { ...one, told }
  })
  return { values: context.values, cells }
}

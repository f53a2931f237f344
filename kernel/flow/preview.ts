import { CellFailure, nothingKnown, type EnginePorts, type FlowContext, type FlowPlan } from "./context.ts"
import { canRunWithout } from "./dependencies.ts"
import { EarlierRuns } from "./earlier.ts"
import { elementRequests } from "./elementRequests.ts"
import { ElementSlices } from "./elementSlices.ts"
import type { TaskRunName } from "./events.ts"
import type { TaskNode } from "./graph.ts"
import { PlainCells } from "./plainCells.ts"
import { elementsOf, holds, prepareSlice } from "./preparation.ts"
import { byName, publish, publishElements, type Outputs } from "./publish.ts"
import { Recorder } from "./recorder.ts"
import { Slots } from "./slots.ts"
import { TaskSignals } from "./taskSignals.ts"
import { keyTaskRun, type TaskRunRequest } from "./taskLookup.ts"

/** What a run would do with a task run, and why. */
export interface PlannedRun extends TaskRunName {
  /** `unknown`: it depends on results that aren't there yet. */
  plan: "cached" | "run" | "skip" | "unknown"
  reason: string
}

/** Goes through the tasks as a run would, but only looks. Plain cells whose values decide are evaluated. */
export async function previewEngine(
  plan: FlowPlan,
  ports: Omit<EnginePorts, "subflow">,
): Promise<readonly PlannedRun[]> {
  const signal = new AbortController().signal
  const recorder = new Recorder({ run: plan.run, store: { record: () => Promise.resolve([]) }, now: ports.now })
  const context: FlowContext = {
    ...nothingKnown(plan),
    plan,
    ports: { ...ports, subflow: refuseSubflow },
    recorder,
    slots: new Slots(plan.concurrency),
    plainCells: new PlainCells(() => context),
    earlier: new EarlierRuns(plan, ports.store),
    isPreview: true,
    followers: new Map(),
    heedFailure: () => undefined,
    signal,
    signals: new TaskSignals(signal),
  }
  const planned: PlannedRun[] = []
  const progress: Progress = { uncertain: new Set(), skipped: new Set() }
  for (const cell of plan.graph.order.keys()) {
    const task = plan.graph.tasks.get(cell.label)
    if (task?.cell !== cell || !plan.targets.has(task.name)) continue
    const runs = await previewTask(context, task, progress)
    if (runs.some((run) => run.plan === "skip")) progress.skipped.add(task.name)
    else if (runs.some((run) => run.plan !== "cached")) progress.uncertain.add(task.name)
    planned.push(...runs)
  }
  await recorder.flush()
  return planned
}

/** What is known of the tasks that were gone through, beside those whose results are there. */
interface Progress {
  uncertain: Set<string>
  skipped: Set<string>
}

/** A subflow would run tasks. */
export function refuseSubflow(): never {
  throw new Error("A preview runs no subflows")
}

async function previewTask(
  context: FlowContext,
  task: TaskNode,
  { uncertain, skipped }: Progress,
): Promise<readonly PlannedRun[]> {
  const { plan } = context
  const name = task.name
  const dependencies = [...(plan.dependencies.get(name) ?? [])]
  const rule = task.options.upstream
  const missing = dependencies.filter((other) => skipped.has(other) && !canRunWithout(plan.graph, task, other))
  if (rule === "allSucceeded" && missing[0] !== undefined)
    return [{ task: name, plan: "skip", reason: `${missing[0]} is skipped` }]
  if (rule === "oneSucceeded" && dependencies.length > 0 && dependencies.every((other) => skipped.has(other)))
    return [{ task: name, plan: "skip", reason: `all of ${dependencies.join(", ")} are skipped` }]
  for (const other of missing) context.absent.add(other)
  const needed = dependencies.filter((other) => uncertain.has(other))
  const isForced = plan.forced.has(name)
  const { when, for: loop } = task.options
  if (needed.length > 0 && (when !== undefined || !isForced))
    return [{ task: name, plan: "unknown", reason: `depends on the result of ${needed.join(", ")}` }]
  try {
    if (when !== undefined && !(await holds(context, task, when)))
      return [{ task: name, plan: "skip", reason: `when: ${when} is false` }]
    if (isForced) return [{ task: name, plan: "run", reason: "rerun requested" }]
    const slice = await prepareSlice(context, task.cell, task.cell.analysis.codeReads)
    if (!loop) {
      const { planned, outputs } = await previewRun(context, { task, slice, before: context.earlier.ofTask(name) })
      publish(context, outputs)
      return [planned]
    }
    const known = await elementsOf(context, task, loop)
    const requests = await elementRequests(context, task, new ElementSlices(context, task, slice), known)
    const runs: { planned: PlannedRun; outputs: Outputs }[] = []
    for (const request of requests) runs.push(await previewRun(context, request))
    publishElements(
      context,
      task,
      runs.map(({ outputs }) => outputs),
    )
    return runs.map(({ planned }) => planned)
  } catch (error) {
    if (!(error instanceof CellFailure)) throw error
    return [{ task: name, plan: "run", reason: `a cell that it needs fails: ${error.message}` }]
  }
}

async function previewRun(
  context: FlowContext,
  request: TaskRunRequest,
): Promise<{ planned: PlannedRun; outputs: Outputs }> {
  const { name, lookup } = await keyTaskRun(context, request)
  if (!lookup.hit) return { planned: { ...name, plan: "run", reason: lookup.reason }, outputs: new Map() }
  const reason = `completed in flow run ${lookup.hit.run}`
  return { planned: { ...name, plan: "cached", reason }, outputs: byName(lookup.hit.outputs) }
}

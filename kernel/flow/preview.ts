import { CellFailure, type EnginePorts, type FlowContext, type FlowPlan } from "./context.ts"
import { namesRead, type TaskNode } from "./graph.ts"
import { PlainCells } from "./plainCells.ts"
import { elementsOf, holds, prepareSlice } from "./preparation.ts"
import { byName, publish, publishElements, type Outputs } from "./publish.ts"
import { Recorder } from "./recorder.ts"
import { Slots } from "./slots.ts"
import { keyTaskRun, type TaskRunRequest } from "./taskLookup.ts"

/** What a run would do with a task run, and why. */
export interface PlannedRun {
  task: string
  element?: number
  /** `unknown`: it depends on results that aren't there yet. */
  plan: "cached" | "run" | "unknown"
  reason: string
}

/** Goes through the tasks as a run would, but only looks. Plain cells whose values decide are evaluated. */
export async function previewEngine(
  plan: FlowPlan,
  ports: Omit<EnginePorts, "subflow">,
): Promise<readonly PlannedRun[]> {
  const signal = new AbortController().signal
  const recorder = new Recorder(
    plan.run,
    { record: () => undefined },
    () => undefined,
    () => undefined,
  )
  const context: FlowContext = {
    plan,
    ports: { ...ports, subflow: refuseSubflow },
    recorder,
    slots: new Slots(plan.concurrency),
    plainCells: new PlainCells(() => context),
    values: new Map(),
    unstorable: new Set(),
    trace: new Map(),
    read: namesRead(plan.graph),
    signal,
  }
  const planned: PlannedRun[] = []
  const uncertain = new Set<string>()
  for (const cell of plan.graph.order.keys()) {
    const task = plan.graph.tasks.get(cell.label)
    if (task?.cell !== cell || !plan.targets.has(task.name)) continue
    const runs = await previewTask(context, task, uncertain)
    if (runs.some((run) => run.plan !== "cached")) uncertain.add(task.name)
    planned.push(...runs)
  }
  recorder.flush()
  return planned
}

function refuseSubflow(): never {
  throw new Error("A preview runs no subflows")
}

async function previewTask(
  context: FlowContext,
  task: TaskNode,
  uncertain: ReadonlySet<string>,
): Promise<readonly PlannedRun[]> {
  const { plan } = context
  const name = task.name
  const needed = [...(plan.dependencies.get(name) ?? [])].filter((other) => uncertain.has(other))
  if (plan.forced.has(name)) return [{ task: name, plan: "run", reason: "asked to run again" }]
  if (needed.length > 0)
    return [{ task: name, plan: "unknown", reason: `depends on what ${needed.join(", ")} will give` }]
  const { when, for: loop } = task.options
  try {
    if (when !== undefined && !(await holds(context, task, when))) return []
    const slice = await prepareSlice(context, task.cell.analysis.codeReads)
    if (!loop) {
      const { planned, outputs } = await previewRun(context, { task, slice })
      publish(context, outputs)
      return [planned]
    }
    const elements = await elementsOf(context, task, loop.list)
    const runs: { planned: PlannedRun; outputs: Outputs }[] = []
    for (const [index, value] of elements.entries()) {
      runs.push(await previewRun(context, { task, slice, element: { index, name: loop.variable, value } }))
    }
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

import type { FlowRunAnswer } from "../api/flow.ts"
import type { MimeBundle } from "../api/types.ts"
import type { KernelRequest } from "../api/kernelRequest.ts"
import { dependenciesOf } from "../flow/dependencies.ts"
import type { Values } from "../flow/evaluation.ts"
import type { Problem } from "../cell/problem.ts"
import type { CodeCell, FlowGraph } from "../flow/graph.ts"
import { graphBundle } from "../flow/graphBundle.ts"
import { outlineTasks } from "../flow/outline.ts"
import type { CellOutput } from "../model/cellOutput.ts"
import { fromWire } from "../runtime/parameterWire.ts"
import { NotebookProblemsError, RequestError, type NotebookSource } from "./api.ts"
import { FlowDisplay, summaryOf } from "./flowDisplay.ts"
import { runNotebook } from "./flowRun.ts"
import { runHeadline } from "./format/runTable.ts"
import { readGraph } from "./openFlow.ts"
import { subflowRunner } from "./subflow.ts"

/** The cells that a flow run from a cell is about. */
export interface FlowCells {
  readonly cells: readonly CodeCell[]
  /** A person sent them one by one: of several definitions of a name the newest counts. */
  readonly newestWins: boolean
  /** Names that have other values than the cells that define them gave them, and the cells that did it. */
  readonly reassigned: ReadonlyMap<string, string>
  /** A problem by the place in its cell. */
  describe(problem: Problem): string
}

/** What a cell's request to the kernel has to do with. */
export interface LiveFlowContext {
  /** Absolute path. */
  notebook: string
  cells: FlowCells
  show(output: CellOutput): void
  /** Cancels what the cell asked for. */
  signal: AbortSignal
  /** Takes the results of a run. */
  keep(graph: FlowGraph, values: Values): void
}

type RunFlowRequest = Extract<KernelRequest, { kind: "runFlow" }>

/** Carries out what a cell asks of the kernel. */
export async function answerRequest(request: KernelRequest, context: LiveFlowContext): Promise<unknown> {
  switch (request.kind) {
    case "subflow": {
      const { notebook, parameters } = request
      const observer = { onEvent: () => undefined }
      return subflowRunner(context.notebook, observer, 0, runNotebook)({ notebook, parameters, signal: context.signal })
    }
    case "runFlow":
      return runLiveFlow(request, context)
    case "flowGraph":
      return liveFlowGraph(context)
  }
}

async function runLiveFlow(options: RunFlowRequest, context: LiveFlowContext): Promise<FlowRunAnswer> {
  const { cells, signal } = context
  const source = sourceOf(context)
  refuseReassigned((await readGraph(source)).graph, cells)
  const display = new FlowDisplay((output) => context.show(output))
  try {
    const observer = { onEvent: display.onEvent.bind(display), signal }
    const { plan, end } = await inTitles(cells, () =>
      runNotebook({ ...source, ...options, parameters: fromWire(options.parameters) }, observer, 0),
    )
    context.keep(plan.graph, end.values)
  } finally {
    display.end()
  }
  return { summary: summaryOf(display.view), data: runHeadline(display.view) }
}

async function liveFlowGraph(context: LiveFlowContext): Promise<MimeBundle> {
  const { graph } = await readGraph(sourceOf(context))
  const errors = graph.problems.filter(({ severity }) => severity !== "warning")
  if (errors.length > 0) throw new RequestError(errors.map((problem) => context.cells.describe(problem)).join("\n"))
  return graphBundle(outlineTasks(graph, dependenciesOf(graph), new Set(graph.tasks.keys())))
}

function sourceOf({ notebook, cells }: LiveFlowContext): NotebookSource {
  return { notebook, cells: cells.cells, newestWins: cells.newestWins }
}

/** A flow run starts from the cells' text, in which what one cell did to another's name isn't to be found. */
function refuseReassigned(graph: FlowGraph, cells: FlowCells): void {
  const needed = namesNeeded(graph)
  for (const [name, title] of cells.reassigned) {
    const owner = graph.definers.get(name)
    if (!owner || !needed.has(name)) continue
    throw new RequestError(
      `${title} gave '${name}' another value than ${owner.title ?? owner.label}, which defines it. A flow run starts from the cells' code and can't know: run the cell that defines '${name}' again, or give the new value a name of its own`,
    )
  }
}

/** The names that the tasks read, themselves or through plain cells. */
function namesNeeded(graph: FlowGraph): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { cell } of graph.tasks.values()) for (const name of cell.analysis.reads) names.add(name)
  // A set that grows while it is walked is walked to its new end.
  for (const name of names) for (const read of graph.definers.get(name)?.analysis.reads ?? []) names.add(read)
  return names
}

async function inTitles<Result>(cells: FlowCells, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof NotebookProblemsError)) throw error
    throw new RequestError(error.problems.map((problem) => cells.describe(problem)).join("\n"), { cause: error })
  }
}

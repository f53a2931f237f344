import type { Piece } from "../runtime/messages.ts"
import type { TraceEntry } from "../runtime/trace/entry.ts"
import { sessionLostName, type AttemptEnd, type AttemptMessage } from "./ports.ts"
import { CellFailure, rememberTrace, type FlowContext } from "./context.ts"
import { cellPart, classesOf, evaluationOf } from "./evaluation.ts"
import type { TaskRunName } from "./events.ts"
import type { FlowGraph, GraphCell } from "./graph.ts"
import { sessionPassage, setupCellsFor, sliceFor, type Slice } from "./slice.ts"

/** Milliseconds that a hook may take. */
const hookTimeout = 5 * 60_000

/** Evaluates plain cells in the session: each once, when a task first needs one of its values. */
export class PlainCells {
  readonly #context: () => FlowContext
  readonly #evaluated = new Map<GraphCell, Promise<void>>()
  readonly #traces = new Map<GraphCell, readonly TraceEntry[]>()

  /** @param context asked for when it is needed: the context has this object as one of its parts */
  constructor(context: () => FlowContext) {
    this.#context = context
  }

  /**
   * Makes sure that a cell was evaluated, after the cells that it reads from, and that its values are known.
   * @throws {CellFailure} when it, or one of those, failed
   */
  ensure(cell: GraphCell, signal = this.#context().signal): Promise<void> {
    let evaluation = this.#evaluated.get(cell)
    if (!evaluation) {
      evaluation = this.#evaluate(cell, signal)
      this.#evaluated.set(cell, evaluation)
    }
    return evaluation
  }

  /**
   * What the evaluation of a cell depended on and left; the cell is evaluated first.
   * @throws {CellFailure} when it failed
   */
  async traceOf(cell: GraphCell): Promise<readonly TraceEntry[]> {
    await this.ensure(cell)
    return this.#traces.get(cell) ?? []
  }

  /**
   * Evaluates a hook cell. It runs even when the flow run was cancelled, but not for ever.
   * @param definition source that defines the name `run`
   * @throws {CellFailure} when it fails
   */
  async runHook(cell: GraphCell, definition: string): Promise<void> {
    const run = { line: cell.line, source: definition, reads: [], defines: ["run"] }
    await this.#evaluate(cell, AbortSignal.timeout(hookTimeout), [run])
  }

  async #evaluate(cell: GraphCell, signal: AbortSignal, before: readonly Piece[] = []): Promise<void> {
    const context = this.#context()
    const { outcome, trace } = await this.#evaluateInSession(cell, signal, before)
    // What died with the session is evaluated again when it is next needed.
    if (outcome.kind === "cancelled") this.#evaluated.clear()
    else if (outcome.kind !== "completed" && outcome.kind !== "failed") this.#forgetOthers(cell)
    if (outcome.kind === "cancelled") throw signal.reason
    if (outcome.kind !== "completed") throw new CellFailure(outcome.error)
    rememberTrace(context, trace)
    this.#traces.set(cell, trace)
    for (const output of outcome.outputs) {
      if ("value" in output) context.values.set(output.name, output.value)
      else context.unstorable.add(output.name)
    }
  }

  async #evaluateInSession(cell: GraphCell, signal: AbortSignal, before: readonly Piece[]): Promise<AttemptEnd> {
    const context = this.#context()
    const { plan, ports, values } = context
    const part = cellPart(
      plan.graph,
      cell,
      context.read,
      before.flatMap(({ defines }) => defines),
    )
    for (;;) {
      // Before the session is made ready: nothing may come between that and the evaluation.
      await context.recorder.flush()
      const slice = await this.#prepare(cell, signal)
      const evaluation = evaluationOf(plan.graph, part, slice, values, true)
      const end = await ports.session.run({
        evaluation: { ...evaluation, remade: [...before, ...evaluation.remade] },
        signal,
        onMessage: (message) => recordMessage(context, { task: cell.label }, message),
        onSubflow: (notebook, parameters, ended) =>
          ports.subflow({ notebook, parameters, parent: plan.run, signal: ended }),
      })
      const isLost = end.outcome.kind === "crashed" && end.outcome.error.name === sessionLostName
      if (!isLost) return end
    }
  }

  #forgetOthers(cell: GraphCell): void {
    for (const other of this.#evaluated.keys()) if (other !== cell) this.#evaluated.delete(other)
  }

  /** Evaluates what the cell reads from, class definitions that its inputs need included. */
  async #prepare(cell: GraphCell, signal: AbortSignal): Promise<Slice> {
    const { plan, values } = this.#context()
    let slice = sliceFor(plan.graph, cell.analysis.reads, sessionPassage)
    const classes = classesOf(slice.results.flatMap((name) => values.get(name) ?? []))
    if (classes.length > 0) slice = sliceFor(plan.graph, [...cell.analysis.reads, ...classes], sessionPassage)
    // In the notebook's order: what one sets up is there for the next.
    for (const needed of cellsNeeded(plan.graph, cell, slice)) await this.ensure(needed, signal)
    return slice
  }
}

/** The plain cells that have to be evaluated before another: for their values, and for what they set up. */
function cellsNeeded(graph: FlowGraph, cell: GraphCell, { values }: Slice): readonly GraphCell[] {
  const definers = values.flatMap((name) => graph.definers.get(name) ?? [])
  const needed = new Set([...definers, ...setupCellsFor(graph, cell)])
  needed.delete(cell)
  const position = (other: GraphCell): number => graph.order.get(other) ?? 0
  return [...needed].toSorted((first, second) => position(first) - position(second))
}

/** Puts what an evaluation says into the run's events, under the name of its task or cell. */
export function recordMessage(
  { recorder }: FlowContext,
  name: TaskRunName,
  message: AttemptMessage,
  attempt = 0,
): void {
  // The message's own number is that of the process's evaluation.
  recorder.add({ ...message, ...name, attempt })
}

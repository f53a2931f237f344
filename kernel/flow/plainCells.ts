import type { AttemptMessage } from "./ports.ts"
import { CellFailure, type FlowContext } from "./context.ts"
import { cellPart, classesOf, evaluationOf } from "./evaluation.ts"
import { kindOfName, type GraphCell } from "./graph.ts"
import { sessionPassage, sliceFor, type Slice } from "./slice.ts"

/** Evaluates plain cells in the session: each once, when a task first needs one of its values. */
export class PlainCells {
  readonly #context: () => FlowContext
  readonly #evaluated = new Map<GraphCell, Promise<void>>()

  /** @param context asked for when it is needed: the context has this object as one of its parts */
  constructor(context: () => FlowContext) {
    this.#context = context
  }

  /**
   * Makes sure that a cell was evaluated, after the cells that it reads from, and that its values are known.
   * @throws {CellFailure} when it, or one of those, failed
   */
  ensure(cell: GraphCell): Promise<void> {
    let evaluation = this.#evaluated.get(cell)
    if (!evaluation) {
      evaluation = this.#evaluate(cell)
      this.#evaluated.set(cell, evaluation)
    }
    return evaluation
  }

  /**
   * Evaluates a hook cell.
   * @param run what it finds under the name `run`
   * @throws {CellFailure} when it fails
   */
  async runHook(cell: GraphCell): Promise<void> {
    await this.#evaluate(cell)
  }

  async #evaluate(cell: GraphCell): Promise<void> {
    const context = this.#context()
    const { plan, ports, values, unstorable } = context
    const slice = await this.#prepare(cell)
    const outputs = [...cell.analysis.defines.keys()].filter((name) => kindOfName(cell, name) === "computed")
    const evaluation = evaluationOf(plan.graph, cellPart(plan.graph, cell, outputs), slice, values, true)
    context.recorder.flush()
    const { outcome } = await ports.session.run({
      evaluation,
      signal: context.signal,
      onMessage: (message) => recordMessage(context, cell.label, message),
      onSubflow: (notebook, parameters) =>
        ports.subflow({ notebook, parameters, parent: plan.run, signal: context.signal }),
    })
    if (outcome.kind === "cancelled") throw context.signal.reason
    if (outcome.kind !== "completed") throw new CellFailure(outcome.error)
    for (const output of outcome.outputs) {
      if ("value" in output) values.set(output.name, output.value)
      else unstorable.add(output.name)
    }
  }

  /** Evaluates what the cell reads from, class definitions that its inputs need included. */
  async #prepare(cell: GraphCell): Promise<Slice> {
    const { plan, values } = this.#context()
    let slice = sliceFor(plan.graph, cell.analysis.reads, sessionPassage)
    const classes = classesOf(slice.results.flatMap((name) => values.get(name) ?? []))
    if (classes.length > 0) slice = sliceFor(plan.graph, [...cell.analysis.reads, ...classes], sessionPassage)
    for (const name of slice.values) {
      const definer = plan.graph.definers.get(name)
      if (definer && definer !== cell) await this.ensure(definer)
    }
    return slice
  }
}

/** Puts what an evaluation says into the run's events, under the name of its task or cell. */
export function recordMessage(context: FlowContext, task: string, message: AttemptMessage): void {
  const { attempt: _, ...body } = message
  context.recorder.add({ ...body, task, attempt: 0 })
}

import type { Piece } from "../model/processMessages.ts"
import type { ValueReference } from "../model/valueReference.ts"
import type { TraceEntry } from "../model/traceEntry.ts"
import { sessionLostName, type AttemptEnd, type AttemptMessage } from "./ports.ts"
import {
  askedBefore,
  CellFailure,
  cellFailure,
  rememberTrace,
  type EvaluatedCell,
  type FlowContext,
} from "./context.ts"
import { forgetDamaged } from "./damage.ts"
import { cellPart, classesOf, evaluationOf } from "./evaluation.ts"
import type { TaskRunName } from "./events.ts"
import type { FlowGraph, GraphCell } from "./graph.ts"
import { inOrder } from "./order.ts"
import { isOfChance, setupOf } from "./setup/setup.ts"
import { sessionPassage } from "./passage.ts"
import { changersBefore, namesChangedBy, readersBefore, setupCellsFor } from "./setupCells.ts"
import { sliceFor, type Slice } from "./slice.ts"

/** Milliseconds that a hook may take. */
const hookTimeout = 5 * 60_000

/** A cell's evaluation, from its beginning on. */
interface CellEvaluation {
  done: Promise<void>
  /** The session's life in which the cell's values are, once it has completed. */
  life?: number
  /** Whether the session's process died of it. */
  hasCrashed: boolean
}

/**
 * Evaluates plain cells in the session: each once, when a task first needs one of its values, and once more when it is
 * needed after the session has died.
 */
export class PlainCells {
  /** Those that have completed, in the order in which they did. */
  readonly evaluated: EvaluatedCell[] = []
  readonly #context: () => FlowContext
  readonly #evaluations = new Map<GraphCell, CellEvaluation>()
  readonly #traces = new Map<GraphCell, readonly TraceEntry[]>()
  /** For results of tasks that plain cells change the session's life in which the session last got them. */
  readonly #results = new Map<string, number>()
  /** Cells that failed although nobody needs their names, of which the log tells. */
  readonly #told = new Set<GraphCell>()

  /** @param context asked for when it is needed: the context has this object as one of its parts */
  constructor(context: () => FlowContext) {
    this.#context = context
  }

  /**
   * Makes sure that a cell was evaluated, after the cells that it reads from, and that its values are known.
   * @throws {CellFailure} when it, or one of those, failed
   */
  ensure(cell: GraphCell, signal = this.#context().signal): Promise<void> {
    const known = this.#evaluations.get(cell)
    const isGone = known?.life !== undefined && known.life !== this.#context().ports.session.life
    if (known && !isGone) return known.done
    const evaluation: CellEvaluation = { done: Promise.resolve(), hasCrashed: false }
    this.#evaluations.set(cell, evaluation)
    evaluation.done = this.#evaluateFor(evaluation, cell, signal)
    return evaluation.done
  }

  /**
   * Makes sure that the cells were evaluated that may change a name's value before others take it.
   * @param end the position before which they are
   * @throws {CellFailure} when one failed that is known to change it
   */
  async ensureChanges(name: string, end: number, signal = this.#context().signal): Promise<void> {
    const { plan, recorder } = this.#context()
    const { suspected } = setupOf(plan.graph)
    for (const cell of changersBefore(plan.graph, name, end)) {
      try {
        await this.ensure(cell, signal)
      } catch (error) {
        if (!(error instanceof CellFailure) || !suspected.has(name)) throw error
        if (this.#told.has(cell)) continue
        this.#told.add(cell)
        const text = `This cell failed: ${error.message}. Tasks that need nothing of it run all the same`
        recorder.add({ type: "logged", task: cell.label, attempt: 0, level: "warn", text })
      }
    }
  }

  /** Has the cells evaluated that read a value before another cell changes it; those that fail are told of when they are needed. */
  async #ensureReaders(name: string, end: number, signal: AbortSignal): Promise<void> {
    for (const reader of readersBefore(this.#context().plan.graph, name, end)) {
      try {
        await this.ensure(reader, signal)
      } catch (error) {
        if (!(error instanceof CellFailure)) throw error
      }
    }
  }

  /** Has cells evaluated once more of which the session's process died, when they are next needed. */
  forgetCrashes(): void {
    for (const [cell, { hasCrashed }] of this.#evaluations) if (hasCrashed) this.#evaluations.delete(cell)
  }

  async #evaluateFor(evaluation: CellEvaluation, cell: GraphCell, signal: AbortSignal): Promise<void> {
    try {
      evaluation.life = await this.#evaluate(cell, signal)
    } catch (error) {
      evaluation.hasCrashed = error instanceof CellFailure && error.state === "crashed"
      // One that was cancelled has no end of its own: a hook may need the cell.
      if (!(error instanceof CellFailure)) this.#evaluations.delete(cell)
      throw error
    }
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
    const signal = AbortSignal.timeout(hookTimeout)
    try {
      await this.#evaluate(cell, signal, [run])
    } catch (error) {
      if (error !== signal.reason) throw error
      throw new CellFailure({ name: "TimedOut", message: `The hook took longer than ${hookTimeout / 60_000} minutes` })
    }
  }

  /** @returns the session's life in which the cell's values are */
  async #evaluate(cell: GraphCell, signal: AbortSignal, before: readonly Piece[] = []): Promise<number> {
    const context = this.#context()
    const ahead = before.length === 0 ? this.#evaluatedAhead(cell) : undefined
    if (ahead) {
      for (const event of ahead.told) context.recorder.add(event)
      rememberTrace(context, ahead)
      this.#remember(cell, ahead)
      return ahead.life
    }
    const { end, life } = await this.#evaluateInSession(cell, signal, before)
    const { outcome, trace } = end
    if (outcome.kind === "cancelled") throw signal.reason
    rememberTrace(context, end)
    if (outcome.kind !== "completed") throw cellFailure(outcome)
    const { label, line, source } = cell
    this.evaluated.push({ label, line, source, life, outputs: outcome.outputs, trace, told: [] })
    this.#remember(cell, { outputs: outcome.outputs, trace })
    return life
  }

  #evaluatedAhead({ line, source }: GraphCell): EvaluatedCell | undefined {
    const { plan, ports } = this.#context()
    return plan.evaluated?.find((one) => one.line === line && one.source === source && one.life === ports.session.life)
  }

  #remember(cell: GraphCell, { outputs, trace }: Pick<EvaluatedCell, "outputs" | "trace">): void {
    const context = this.#context()
    this.#traces.set(cell, trace)
    for (const output of outputs) {
      const { name } = output
      const isOwn = context.plan.graph.definers.get(name) === cell
      if (!("value" in output)) {
        ;(isOwn ? context.unstorable : context.early).add(name)
        if (isOfChance(context.plan.graph, name)) context.remadeByChance.add(name)
      }
      if (!("value" in output)) continue
      if (isOwn) context.values.set(name, output.value)
      else this.#keepVersion(name, cell, output.value)
    }
  }

  #keepVersion(name: string, cell: GraphCell, value: ValueReference): void {
    const { versions, plan } = this.#context()
    const known = versions.get(name) ?? new Map<number, ValueReference>()
    versions.set(name, known.set(plan.graph.order.get(cell) ?? Infinity, value))
  }

  async #evaluateInSession(
    cell: GraphCell,
    signal: AbortSignal,
    before: readonly Piece[],
  ): Promise<{ end: AttemptEnd; life: number }> {
    const context = this.#context()
    const { plan, ports, values } = context
    const part = cellPart(
      plan.graph,
      cell,
      context.read,
      before.flatMap(({ defines }) => defines),
    )
    for (let wasKilled = false; ;) {
      // Before the session is made ready: nothing may come between that and the evaluation.
      await context.recorder.flush()
      const slice = await this.#prepare(cell, signal)
      const { life } = ports.session
      const { there, aside } = this.#resultsInSession(cell, slice, life)
      // What plain cells define is there, with all that the cells since then did to it; a person's session is another.
      const results = slice.results.filter((name) => !there.includes(name))
      const handed = ports.live ? slice : { ...slice, results, values: [] }
      const changed = namesChangedBy(plan.graph, cell).filter((name) => values.has(name))
      const outputs = [...part.outputs, ...changed.map((name) => ({ name, required: false }))]
      const evaluation = evaluationOf(plan.graph, { ...part, outputs }, handed, values, true)
      const end = await ports.session.run({
        evaluation: { ...evaluation, remade: [...before, ...evaluation.remade], ...(aside.length > 0 && { aside }) },
        signal,
        onMessage: (message) => recordMessage(context, { task: cell.label }, message),
        onSubflow: (notebook, parameters, ended) =>
          ports.subflow({ notebook, parameters, parent: plan.run, ...askedBefore(plan), signal: ended }),
      })
      await forgetDamaged(context, end)
      const { outcome } = end
      if (outcome.kind !== "crashed") return { end, life }
      if (outcome.error.name === sessionLostName) continue
      if (outcome.isKilled !== true || wasKilled) return { end, life }
      // Plain cells have no retries of their own, and whoever killed the process meant something else by it than their failure.
      wasKilled = true
      const text = `${outcome.error.message}. The cell is evaluated once more, in another process`
      context.recorder.add({ type: "logged", task: cell.label, attempt: 0, level: "warn", text })
    }
  }

  /**
   * The results of tasks that the session has as plain cells have changed them: those that the cell finds `there`, and those
   * that it gets anew although cells after it have them, too, which are put `aside` meanwhile.
   */
  #resultsInSession(
    cell: GraphCell,
    slice: Slice,
    life: number,
  ): { there: readonly string[]; aside: readonly string[] } {
    const { graph } = this.#context().plan
    const position = graph.order.get(cell) ?? Infinity
    const there: string[] = []
    const aside: string[] = []
    for (const name of slice.results) {
      const changers = cellsThatChange(graph, name)
      if (changers.length === 0) continue
      const isAhead = changers.some(
        (other) => this.#evaluations.get(other)?.life === life && (graph.order.get(other) ?? Infinity) > position,
      )
      if (this.#results.get(name) === life) (isAhead ? aside : there).push(name)
      this.#results.set(name, life)
    }
    return { there, aside }
  }

  /** Evaluates what the cell reads from, class definitions that its inputs need included. */
  async #prepare(cell: GraphCell, signal: AbortSignal): Promise<Slice> {
    const { plan, ports, values } = this.#context()
    let slice = sliceFor(plan.graph, cell.analysis.reads, sessionPassage)
    const classes = classesOf(
      plan.graph,
      slice.results.flatMap((name) => values.get(name) ?? []),
    )
    if (classes.length > 0) slice = sliceFor(plan.graph, [...cell.analysis.reads, ...classes], sessionPassage)
    const needed = cellsNeeded(plan.graph, cell, slice)
    // Once more when the session has died meanwhile, and values with it that were there already.
    for (let life: number | undefined; life !== ports.session.life;) {
      life = ports.session.life
      // In the notebook's order: what one sets up is there for the next.
      for (const other of needed) await this.ensure(other, signal)
      const end = plan.graph.order.get(cell) ?? 0
      for (const name of namesChangedBy(plan.graph, cell)) {
        await this.#ensureReaders(name, end, signal)
        if (values.has(name)) await this.ensureChanges(name, end, signal)
      }
    }
    return slice
  }
}

/** The plain cells that change a task's result. */
function cellsThatChange(graph: FlowGraph, name: string): readonly GraphCell[] {
  return setupOf(graph).statements.flatMap((one) => (one.names.has(name) && !one.isOutside ? one.cell : []))
}

/** The plain cells that have to be evaluated before another: for their values, and for what they set up. */
function cellsNeeded(graph: FlowGraph, cell: GraphCell, { values }: Slice): readonly GraphCell[] {
  const definers = values.flatMap((name) => graph.definers.get(name) ?? [])
  const needed = new Set([...definers, ...setupCellsFor(graph, cell)])
  needed.delete(cell)
  return inOrder(needed, graph.order)
}

/** Puts what an evaluation says into the run's events, under the name of its task or cell. */
export function recordMessage(
  { recorder }: FlowContext,
  name: TaskRunName,
  message: AttemptMessage,
  attempt = 0,
): void {
  if (message.type === "writing") return recorder.tell({ ...name, level: message.level, text: message.text })
  // The message's own number is that of the process's evaluation.
  recorder.add({ ...message, ...name, attempt })
}

import type { LogOutputChannel, NotebookCell, NotebookCellExecution } from "vscode"
import type { CellPlan, PlannedCell } from "../../kernel/session/cellPlan.ts"
import { stateWord } from "../../kernel/session/format/summary.ts"
import { isSuccess, type State } from "../../kernel/flow/state.ts"
import type { RunView } from "../../kernel/flow/runView.ts"
import { showFailure } from "../commands/showFailure.ts"
import type { NotebookFlows } from "../flow/notebookFlows.ts"
import type { CellExecutions } from "./cellExecutions.ts"
import { kernelIdOf } from "./cells.ts"
import type { NotebookPlace } from "./notebookPlace.ts"
import type { NotebookKernel } from "./notebookKernel.ts"
import { runInSession, showRefusal } from "./sessionCell.ts"
import { asError } from "../../kernel/errorMessage.ts"

/** What runs the cells of a notebook. */
export interface CellRunParts {
  place: NotebookPlace
  kernel: NotebookKernel
  flows: NotebookFlows
  executions: CellExecutions
  log: LogOutputChannel
}

/**
 * Runs the cells of one notebook that a person asks for, and before them what they need: the kernel says what that is.
 * Tasks run by the flow, all others in the session. What was asked for first runs first.
 */
export class CellRuns {
  readonly #parts: CellRunParts
  #last: Promise<void> = Promise.resolve()

  constructor(parts: CellRunParts) {
    this.#parts = parts
  }

  /** Resolves when all of the cells have ended. */
  async run(cells: readonly NotebookCell[]): Promise<void> {
    const { executions, flows, log } = this.#parts
    if (flows.shown) await flows.backToLatest()
    const waiting = cells.filter((cell) => executions.wait(cell, () => undefined))
    // One that fails must not keep those behind it from their turn.
    this.#last = this.#last.then(() => this.#runInTurn(waiting)).catch((error: unknown) => log.error(String(error)))
    await this.#last
  }

  async #runInTurn(cells: readonly NotebookCell[]): Promise<void> {
    const { executions, log } = this.#parts
    const stillWaiting = (): readonly NotebookCell[] => cells.filter((cell) => executions.isWaiting(cell))
    try {
      const plan = await this.#plan(stillWaiting)
      if (plan) await new PlannedRun(this.#parts, plan, stillWaiting()).run()
    } catch (error) {
      await this.#refuse(stillWaiting(), error)
      await showFailure(error, log)
    } finally {
      for (const cell of cells) executions.drop(cell)
    }
  }

  /** @returns undefined when all were cancelled meanwhile */
  async #plan(waiting: () => readonly NotebookCell[]): Promise<CellPlan | undefined> {
    const { flows } = this.#parts
    while (waiting().length > 0) {
      const plan = await flows.plan(waiting().map(kernelIdOf))
      // A run of the flow may be about to give what these cells need.
      if (!flows.isRunning || plan.cells.every(({ task }) => task === undefined)) return plan
      await flows.idle()
    }
    return undefined
  }

  async #refuse([first, ...others]: readonly NotebookCell[], error: unknown): Promise<void> {
    const { executions, log } = this.#parts
    for (const cell of others) executions.drop(cell)
    const execution = first && executions.take(first)
    const { name, message } = asError(error)
    if (execution) await showRefusal(execution, { name, message }, log)
  }
}

/** One run of planned cells. */
class PlannedRun {
  readonly #parts: CellRunParts
  readonly #plan: CellPlan
  readonly #cells: ReadonlyMap<string, NotebookCell>
  /** Ids of the cells that were asked for. */
  readonly #asked: ReadonlySet<string>
  /** Why planned cells didn't go well, by their ids. */
  readonly #failures = new Map<string, string>()

  constructor(parts: CellRunParts, plan: CellPlan, wanted: readonly NotebookCell[]) {
    this.#parts = parts
    this.#plan = plan
    this.#cells = new Map(parts.place.notebook.getCells().map((cell) => [kernelIdOf(cell), cell]))
    this.#asked = new Set(wanted.map(kernelIdOf))
    const cancelled = (id: string) => () => this.#failures.set(id, "was cancelled")
    for (const { id } of plan.cells) {
      const cell = this.#cells.get(id)
      if (cell && !this.#asked.has(id)) parts.executions.wait(cell, cancelled(id))
    }
  }

  /**
   * Cells that were asked for may be left waiting: the caller drops them.
   * @throws {KernelStartError} when the kernel ended on the way and can't be started again, {UntrustedError} where nothing may run
   */
  async run(): Promise<void> {
    try {
      await this.#runAll()
    } finally {
      // What was lost on the way, such as tasks of a flow that was cancelled.
      for (const { id } of this.#plan.cells) if (!this.#asked.has(id)) this.#drop(id)
    }
  }

  async #runAll(): Promise<void> {
    await this.#showRefused()
    const tasks = this.#plan.cells.filter(({ task }) => task !== undefined)
    const behindTasks = this.#behind(tasks)
    const flow = tasks.length > 0 ? this.#runTasks(tasks) : Promise.resolve()
    try {
      for (const cell of this.#plan.cells) if (!behindTasks.has(cell.id)) await this.#runCell(cell)
    } finally {
      await flow
    }
    for (const cell of this.#plan.cells) {
      if (behindTasks.has(cell.id) && cell.task === undefined) await this.#runCell(cell)
    }
  }

  async #showRefused(): Promise<void> {
    const { executions, log } = this.#parts
    for (const { id, message } of this.#plan.refused) {
      const cell = this.#cells.get(id)
      const execution = cell && executions.take(cell)
      if (execution) await showRefusal(execution, { name: "CellProblem", message }, log)
    }
  }

  /** The tasks, and the cells that need them, directly or not. */
  #behind(tasks: readonly PlannedCell[]): ReadonlySet<string> {
    const behind = new Set(tasks.map(({ id }) => id))
    // Each cell comes after those that it needs.
    for (const { id, needs } of this.#plan.cells) if (needs.some((needed) => behind.has(needed))) behind.add(id)
    return behind
  }

  async #runTasks(tasks: readonly PlannedCell[]): Promise<void> {
    const { flows } = this.#parts
    const only = tasks.flatMap(({ task }) => task ?? [])
    let view: RunView | undefined
    try {
      const end = await flows.run({ type: "run", parameters: {}, only, alone: true })
      view = end.view
    } catch (error) {
      await this.#showOn(tasks, error)
    }
    for (const { id, task = "" } of tasks) {
      const state = view?.taskRuns.get(task)?.state
      if (state === undefined || !isSuccess(state)) this.#failures.set(id, endingOf(state ?? "failed"))
    }
  }

  async #showOn(planned: readonly PlannedCell[], error: unknown): Promise<void> {
    const { executions, log } = this.#parts
    const { name, message } = asError(error)
    for (const { id } of planned) {
      const cell = this.#cells.get(id)
      const execution = cell && executions.isWaiting(cell) ? executions.take(cell) : undefined
      if (execution) await showRefusal(execution, { name, message }, log)
    }
  }

  async #runCell({ id, needs }: PlannedCell): Promise<void> {
    const { kernel, log } = this.#parts
    const missing = needs.find((needed) => this.#failures.has(needed))
    if (missing !== undefined) return this.#showNotRun(id, missing)
    // The cell waits meanwhile: when no kernel can be started, it is among those that are refused.
    const session = this.#isWaiting(id) ? await kernel.start() : undefined
    const execution = this.#take(id)
    if (!session || !execution) return
    const end = await runInSession(execution, session, kernel.displays, log)
    if (end === "completed") this.#parts.flows.ranInSession(id)
    else this.#failures.set(id, end === "interrupted" ? "was interrupted" : "failed")
    if (end === "lost") this.#parts.flows.sessionEnded()
    // What the cells before left in the session is gone.
    if (end === "lost")
      for (const planned of this.#plan.cells) this.#failures.set(planned.id, "was lost with the session")
  }

  /** A cell isn't run, since another didn't go well that it needs. */
  async #showNotRun(id: string, missing: string): Promise<void> {
    const execution = this.#take(id)
    if (!execution) return
    const other = this.#cells.get(missing)
    const what = other ? `cell ${other.index + 1}` : "a cell"
    const message = `It needs ${what}, which ${this.#failures.get(missing)}`
    this.#failures.set(id, "wasn't run")
    await showRefusal(execution, { name: "NotRun", message }, this.#parts.log)
  }

  #isWaiting(id: string): boolean {
    const cell = this.#cells.get(id)
    return cell !== undefined && this.#parts.executions.isWaiting(cell)
  }

  /** A cell's turn has come. @returns undefined when it was cancelled */
  #take(id: string): NotebookCellExecution | undefined {
    const cell = this.#cells.get(id)
    if (cell && this.#isWaiting(id)) return this.#parts.executions.take(cell)
    this.#failures.set(id, "was cancelled")
    return undefined
  }

  #drop(id: string): void {
    const cell = this.#cells.get(id)
    if (cell) this.#parts.executions.drop(cell)
  }
}

/** What a task did instead of going well, as a clause about it. */
function endingOf(state: State): string {
  return state === "cancelled" || state === "skipped" ? `was ${state}` : stateWord(state)
}

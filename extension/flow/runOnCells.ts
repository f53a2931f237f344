import type { LogOutputChannel, NotebookCell } from "vscode"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { applyEvent, emptyRunView, type RunView } from "../../kernel/flow/runView.ts"
import { isTerminal, type State } from "../../kernel/flow/state.ts"
import type { CellExecutions } from "../notebook/cellExecutions.ts"
import type { Displays } from "../notebook/cellOutputs.ts"
import { EarlierRuns, logOf } from "./earlierRuns.ts"
import { isEndOfTask, isOfWhole, TaskOnCell } from "./taskOnCell.ts"

/** What a run needs to show itself on cells. */
export interface RunOnCellsParts {
  executions: CellExecutions
  cellOf: (task: string) => NotebookCell | undefined
  displays: Displays
  /** Gives the events of an earlier run. */
  history(run: string): Promise<readonly FlowEvent[]>
  /** Cancels some tasks, or the run when none are named. */
  cancel(tasks?: readonly string[]): void
  log: LogOutputChannel
}

/** Shows a flow run on the notebook's cells: each task's state, log and outputs on its own. */
export class RunOnCells {
  readonly view: RunView = emptyRunView()
  readonly #parts: RunOnCellsParts
  readonly #earlier: EarlierRuns
  readonly #tasks = new Map<string, TaskOnCell>()
  /** The cells that are shown to wait since this run began, by the names of their tasks. */
  readonly #waiting = new Map<string, NotebookCell>()
  /** The tasks whose cells a person has just stopped: one, or all of them together. */
  readonly #stopped = new Set<string>()
  #started: FlowEvent | undefined
  #isOver = false

  constructor(parts: RunOnCellsParts) {
    this.#parts = parts
    this.#earlier = new EarlierRuns((run) => parts.history(run), this.#report)
  }

  onEvent(event: FlowEvent): void {
    if (event.type === "flowStarted" && !this.#started) {
      this.#started = event
      for (const { name } of event.tasks) this.#wait(name)
    }
    // Subflows have notebooks of their own.
    if (event.run !== this.#started?.run) return
    applyEvent(this.view, event)
    if (!("task" in event)) return
    const task = this.#tasks.get(event.task) ?? this.#begin(event)
    task?.onEvent(event)
    if (isEndOfTask(event)) this.#tasks.delete(event.task)
  }

  /**
   * Ends what the run left open: when the kernel is gone, what ran has crashed.
   * @param state one that isn't an end when the run can't be followed on
   */
  end({ run, state, error }: { run: string; state: State; error?: { name: string; message: string } }): void {
    const time = Date.now()
    this.#isOver = true
    if (state === "crashed" && this.#started) {
      for (const { task, element, attempt, state: before } of this.view.taskRuns.values()) {
        if (isTerminal(before) || before === "pending" || element !== undefined) continue
        this.onEvent({ type: "taskStateChanged", run, time, task, attempt, state, ...(error && { error }) })
      }
      this.onEvent({ type: "flowStateChanged", run, time, state, ...(error && { error }) })
    }
    // Hooks are left, which have no states, and what can't be followed on.
    const isGood = isTerminal(state) && state !== "crashed"
    for (const task of this.#tasks.values()) task.end(isGood ? true : undefined)
    this.#tasks.clear()
    for (const cell of this.#waiting.values()) this.#parts.executions.drop(cell)
    this.#waiting.clear()
  }

  /** Shows that a cell's task has yet to begin, in the place of how it ended last time. */
  #wait(task: string): void {
    const { executions, cellOf } = this.#parts
    const cell = cellOf(task)
    if (!cell) return
    executions.show(cell, () => {
      if (this.#isOver) return
      const isShown = executions.wait(cell, (isStopped) => {
        this.#waiting.delete(task)
        if (isStopped) this.#stop(task, cell)
      })
      if (isShown) this.#waiting.set(task, cell)
    })
  }

  /** To stop all cells, VS Code stops each of them that it knows to be open. */
  #stop(task: string, cell: NotebookCell): void {
    this.#stopped.add(task)
    if (this.#stopped.size > 1) return
    setImmediate(() => {
      const stopped = new Set(this.#stopped)
      this.#stopped.clear()
      const isOne = stopped.size === 1 && this.#goesOnBeside(stopped) && this.#parts.executions.later.isInView(cell)
      const isAll = this.#open().every((one) => stopped.has(one))
      if (isAll && !isOne) this.#parts.cancel()
      else this.#parts.cancel([...stopped])
    })
  }

  /** The tasks whose cells VS Code knows to run or to wait. */
  #open(): readonly string[] {
    const shown = [...this.#tasks].flatMap(([name, task]) => (task.isShown ? name : []))
    return [...shown, ...this.#waiting.keys()]
  }

  /** Whether the run has others that haven't ended, on cells that aren't in view. */
  #goesOnBeside(tasks: ReadonlySet<string>): boolean {
    return [...this.view.taskRuns.values()].some(
      ({ task, element, state }) => element === undefined && !isTerminal(state) && !tasks.has(task),
    )
  }

  #begin(event: FlowEvent & { task: string }): TaskOnCell | undefined {
    // What waits, for others or for its turn, isn't shown as running yet.
    if (event.type === "taskStateChanged" && (event.state === "pending" || event.state === "queued")) return undefined
    const cell = this.#parts.cellOf(event.task)
    if (!cell || !this.#started) return undefined
    const line = this.view.outline.find(({ name }) => name === event.task)?.line
    const origin = {
      log: logOf(isOfWhole(event) ? event : { task: event.task }, event.run),
      ...(line !== undefined && { line }),
    }
    const { executions, displays } = this.#parts
    const cancel = (): void => this.#stop(event.task, cell)
    const parts = { cell, executions, displays, origin, earlier: this.#earlier, cancel, report: this.#report }
    const task = new TaskOnCell(parts, event.task, this.#started)
    this.#waiting.delete(event.task)
    this.#tasks.set(event.task, task)
    return task
  }

  readonly #report = (error: unknown): void => this.#parts.log.warn(String(error))
}

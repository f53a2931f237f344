import type { LogOutputChannel, NotebookCell, NotebookCellExecution } from "vscode"
import type { FlowEvent, TaskStateChanged } from "../../kernel/flow/events.ts"
import { applyEvent, emptyRunView, type RunView } from "../../kernel/flow/runView.ts"
import { isSuccess, isTerminal, type State } from "../../kernel/flow/state.ts"
import type { CellOutput } from "../../kernel/runtime/cellOutput.ts"
import type { CellExecutions } from "../notebook/cellExecutions.ts"
import { CellOutputs, type Displays } from "../notebook/cellOutputs.ts"
import { outputChangeOf } from "../notebook/outputs.ts"
import { EarlierRuns, logOf } from "./earlierRuns.ts"
import { TaskEvents } from "./taskEvents.ts"

interface TaskOnCell {
  execution: NotebookCellExecution
  shown: CellOutputs
  events: TaskEvents
}

/** What a run needs to show itself on cells. */
export interface RunOnCellsParts {
  executions: CellExecutions
  cellOf(task: string): NotebookCell | undefined
  displays: Displays
  /** Gives the events of an earlier run. */
  history(run: string): Promise<readonly FlowEvent[]>
  /** Cancels some tasks, or the run when none are named. */
  cancel(tasks?: readonly string[]): void
  log: LogOutputChannel
}

/** How many cells are shown to wait for their tasks' turns: each costs VS Code a moment. */
const mostWaiting = 200

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

  constructor(parts: RunOnCellsParts) {
    this.#parts = parts
    this.#earlier = new EarlierRuns((run) => parts.history(run), this.#report)
  }

  onEvent(event: FlowEvent): void {
    if (event.type === "flowStarted" && !this.#started) {
      this.#started = event
      for (const { name } of event.tasks.slice(0, mostWaiting)) this.#wait(name)
    }
    // Subflows have notebooks of their own.
    if (event.run !== this.#started?.run) return
    applyEvent(this.view, event)
    if (!("task" in event)) return
    const task = this.#tasks.get(event.task) ?? this.#begin(event)
    if (!task) return
    task.events.onEvent(event)
    if (isOfWhole(event) && isTerminal(event.state)) this.#end(task, event).catch(this.#report)
  }

  /**
   * Ends what the run left open: when the kernel is gone, what ran has crashed.
   * @param state one that isn't an end when the run can't be followed on
   */
  end({ run, state, error }: { run: string; state: State; error?: { name: string; message: string } }): void {
    const time = Date.now()
    if (state === "crashed" && this.#started) {
      for (const { task, element, attempt, state: before } of this.view.taskRuns.values()) {
        if (isTerminal(before) || before === "pending" || element !== undefined) continue
        this.onEvent({ type: "taskStateChanged", run, time, task, attempt, state, ...(error && { error }) })
      }
      this.onEvent({ type: "flowStateChanged", run, time, state, ...(error && { error }) })
    }
    // Hooks are left, which have no states, and what can't be followed on.
    const isGood = isTerminal(state) && state !== "crashed"
    for (const { execution } of this.#tasks.values()) execution.end(isGood ? true : undefined)
    this.#tasks.clear()
    for (const cell of this.#waiting.values()) this.#parts.executions.drop(cell)
    this.#waiting.clear()
  }

  /** Shows that a cell's task has yet to begin, in the place of how it ended last time. */
  #wait(task: string): void {
    const cell = this.#parts.cellOf(task)
    if (!cell) return
    const isShown = this.#parts.executions.wait(cell, (isStopped) => {
      this.#waiting.delete(task)
      if (isStopped) this.#stop(task)
    })
    if (isShown) this.#waiting.set(task, cell)
  }

  /** To stop all cells, VS Code stops each of them. */
  #stop(task: string): void {
    this.#stopped.add(task)
    if (this.#stopped.size > 1) return
    setImmediate(() => {
      const open = [...this.#tasks.keys(), ...this.#waiting.keys()]
      const stopped = [...this.#stopped]
      this.#stopped.clear()
      if (open.every((one) => stopped.includes(one))) this.#parts.cancel()
      else this.#parts.cancel(stopped)
    })
  }

  #begin(event: FlowEvent & { task: string }): TaskOnCell | undefined {
    // What waits, for others or for its turn, isn't shown as running yet.
    if (event.type === "taskStateChanged" && (event.state === "pending" || event.state === "queued")) return undefined
    const { executions, displays } = this.#parts
    const cell = this.#parts.cellOf(event.task)
    if (!cell || !this.#started) return undefined
    const execution = executions.take(cell)
    if (!execution) return undefined
    this.#waiting.delete(event.task)
    execution.token.onCancellationRequested(() => this.#stop(event.task))
    // Without times: the task's own, of the attempt that counts, stands below the cell.
    execution.start()
    void execution.clearOutput().then(undefined, this.#report)
    const line = this.view.outline.find(({ name }) => name === event.task)?.line
    const origin = {
      log: logOf(isOfWhole(event) ? event : { task: event.task }, event.run),
      ...(line !== undefined && { line }),
    }
    const shown = new CellOutputs(execution, displays, this.#report, origin)
    const show = (output: CellOutput): void => shown.change(outputChangeOf(output))
    const task = { execution, shown, events: new TaskEvents(event.task, this.#started, show, this.#earlier) }
    this.#tasks.set(event.task, task)
    return task
  }

  async #end({ execution, shown, events }: TaskOnCell, { task, state, error }: TaskStateChanged): Promise<void> {
    this.#tasks.delete(task)
    await events.shown()
    if (error) {
      const { name, message, stack = "" } = error
      shown.change({ kind: "error", error: { name, message, stack } })
    }
    await shown.shown()
    execution.end(state === "skipped" || state === "cancelled" ? undefined : isSuccess(state))
  }

  readonly #report = (error: unknown): void => this.#parts.log.warn(String(error))
}

/** Whether it is the state of a task as a whole, not of one of its elements. */
function isOfWhole(event: FlowEvent): event is TaskStateChanged {
  return event.type === "taskStateChanged" && event.element === undefined
}

import type { NotebookCell, NotebookCellExecution } from "vscode"
import type { FlowEvent, TaskStateChanged } from "../../kernel/flow/events.ts"
import { isSuccess, isTerminal } from "../../kernel/flow/state.ts"
import { TaskEvents } from "../../kernel/session/taskEvents.ts"
import { TaskOutputs } from "../../kernel/session/taskOutputs.ts"
import type { CellExecutions } from "../notebook/cellExecutions.ts"
import { CellOutputs, type Displays, type OutputOrigin } from "../notebook/cellOutputs.ts"
import { outputChangeOf } from "../notebook/outputs.ts"
import type { EarlierRuns } from "./earlierRuns.ts"

/** Milliseconds after which a task that still runs is shown on its cell even where that isn't in view. */
const longTask = 500

/** What a task needs to show itself on its cell. */
export interface TaskOnCellParts {
  cell: NotebookCell
  executions: CellExecutions
  displays: Displays
  origin: OutputOrigin
  earlier: EarlierRuns
  /** A person has stopped the cell. */
  cancel: () => void
  report: (error: unknown) => void
}

/** What VS Code shows of a task on its cell. */
interface Shown {
  execution: NotebookCellExecution
  outputs: CellOutputs
  events: TaskEvents
}

/** How a task ended. */
interface End {
  /** Undefined when that isn't known, or it didn't run to its end. */
  isGood: boolean | undefined
  error?: TaskStateChanged["error"]
}

/**
 * A task run on its cell: its state, log and outputs. As long as the cell isn't in view, all that happens is kept, and shown
 * when it comes into view. A task that takes long is shown wherever its cell is, so that VS Code knows that something runs.
 */
export class TaskOnCell {
  readonly #parts: TaskOnCellParts
  readonly #task: string
  readonly #started: FlowEvent
  /** What isn't shown yet. */
  #events: FlowEvent[] = []
  #end: End | undefined
  /** It is to be shown, and is unless something else runs the cell. */
  #isDue = false
  /** Undefined until it is shown. */
  #shown: Shown | undefined
  readonly #timer: NodeJS.Timeout

  /**
   * @param task the task's name
   * @param started the event that its run began with
   */
  constructor(parts: TaskOnCellParts, task: string, started: FlowEvent) {
    this.#parts = parts
    this.#task = task
    this.#started = started
    const { cell, executions } = parts
    executions.show(cell, () => this.#show())
    this.#timer = setTimeout(() => executions.later.showNow(cell), longTask)
  }

  /** Whether VS Code knows of it. */
  get isShown(): boolean {
    return this.#shown !== undefined
  }

  onEvent(event: FlowEvent): void {
    if (isEndOfTask(event)) clearTimeout(this.#timer)
    if (this.#shown) return this.#take(this.#shown, event)
    this.#events.push(event)
    if (this.#isDue) this.#show()
  }

  /** Ends what has no state of its own, such as a hook, or can't be followed on. */
  end(isGood: boolean | undefined): void {
    clearTimeout(this.#timer)
    this.#end = { isGood }
    if (this.#shown) this.#finish(this.#shown, this.#end).catch(this.#parts.report)
  }

  #show(): void {
    const { cell, executions, displays, origin, earlier, cancel, report } = this.#parts
    this.#isDue = true
    const execution = executions.take(cell)
    if (!execution) return
    execution.token.onCancellationRequested(cancel)
    // Without times: the task's own, of the attempt that counts, stands below the cell.
    execution.start()
    if (cell.outputs.length > 0) void execution.clearOutput().then(undefined, report)
    const outputs = new CellOutputs(execution, displays, report, origin)
    const ofTask = new TaskOutputs(this.#task, (output) => outputs.change(outputChangeOf(output)))
    ofTask.onEvent(this.#started)
    const events = new TaskEvents(this.#task, ofTask, (event) => earlier.of(event, event.run))
    this.#shown = { execution, outputs, events }
    for (const event of this.#events) this.#take(this.#shown, event)
    this.#events = []
    if (this.#end) this.#finish(this.#shown, this.#end).catch(report)
  }

  #take(shown: Shown, event: FlowEvent): void {
    shown.events.onEvent(event)
    if (!isEndOfTask(event)) return
    const { state, error } = event
    const isOver = state !== "skipped" && state !== "cancelled"
    const end = { isGood: isOver ? isSuccess(state) : undefined, ...(error && { error }) }
    this.#finish(shown, end).catch(this.#parts.report)
  }

  async #finish({ execution, outputs, events }: Shown, { isGood, error }: End): Promise<void> {
    await events.shown()
    if (error) {
      const { name, message, stack = "" } = error
      outputs.change({ kind: "error", error: { name, message, stack } })
    }
    await outputs.shown()
    execution.end(isGood)
  }
}

/** Whether a task as a whole has ended, not one of its elements. */
export function isEndOfTask(event: FlowEvent): event is TaskStateChanged {
  return isOfWhole(event) && isTerminal(event.state)
}

/** Whether it is the state of a task as a whole, not of one of its elements. */
export function isOfWhole(event: FlowEvent): event is TaskStateChanged {
  return event.type === "taskStateChanged" && event.element === undefined
}

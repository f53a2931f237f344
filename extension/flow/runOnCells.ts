import type { LogOutputChannel, NotebookCell, NotebookCellExecution, NotebookController } from "vscode"
import type { FlowEvent, TaskStateChanged } from "../../kernel/flow/events.ts"
import { applyEvent, emptyRunView, type RunView } from "../../kernel/flow/runView.ts"
import { isSuccess, isTerminal } from "../../kernel/flow/state.ts"
import { TaskOutputs } from "../../kernel/session/taskOutputs.ts"
import { CellOutputs, type Displays } from "../notebook/cellOutputs.ts"
import { errorItem, outputChangeOf } from "../notebook/outputs.ts"

interface TaskOnCell {
  execution: NotebookCellExecution
  shown: CellOutputs
  outputs: TaskOutputs
}

/** Shows a flow run on the notebook's cells: each task's state, log and outputs on its own. */
export class RunOnCells {
  readonly view: RunView = emptyRunView()
  readonly #controller: NotebookController
  readonly #cellOf: (task: string) => NotebookCell | undefined
  readonly #displays: Displays
  readonly #history: (run: string) => Promise<readonly FlowEvent[]>
  readonly #log: LogOutputChannel
  readonly #tasks = new Map<string, TaskOnCell>()
  #started: FlowEvent | undefined

  /** @param history gives the events of an earlier run */
  constructor(
    controller: NotebookController,
    cellOf: (task: string) => NotebookCell | undefined,
    displays: Displays,
    history: (run: string) => Promise<readonly FlowEvent[]>,
    log: LogOutputChannel,
  ) {
    this.#controller = controller
    this.#cellOf = cellOf
    this.#displays = displays
    this.#history = history
    this.#log = log
  }

  onEvent(event: FlowEvent): void {
    if (event.type === "flowStarted") this.#started ??= event
    // Subflows have notebooks of their own.
    if (event.run !== this.#started?.run) return
    applyEvent(this.view, event)
    if (!("task" in event)) return
    const task = this.#tasks.get(event.task) ?? this.#begin(event)
    if (!task) return
    const isWhole = event.type === "taskStateChanged" && event.element === undefined
    const isCached = isWhole && event.cachedFrom !== undefined
    if (!isCached) task.outputs.onEvent(event)
    if (isWhole && isTerminal(event.state)) this.#end(task, event).catch(this.#report)
  }

  /** Ends what the run left open, as when the kernel is gone. */
  end(): void {
    for (const { execution } of this.#tasks.values()) execution.end(undefined, Date.now())
    this.#tasks.clear()
  }

  #begin(event: FlowEvent & { task: string }): TaskOnCell | undefined {
    // What waits for others isn't shown as running yet.
    if (event.type === "taskStateChanged" && event.state === "pending") return undefined
    const cell = this.#cellOf(event.task)
    if (!cell || !this.#started) return undefined
    const execution = this.#createExecution(cell)
    if (!execution) return undefined
    execution.start(event.time)
    void execution.clearOutput().then(undefined, this.#report)
    const shown = new CellOutputs(execution, this.#displays, this.#report)
    const outputs = new TaskOutputs(event.task, (output) => shown.change(outputChangeOf(output)))
    outputs.onEvent(this.#started)
    const task = { execution, shown, outputs }
    this.#tasks.set(event.task, task)
    return task
  }

  #createExecution(cell: NotebookCell): NotebookCellExecution | undefined {
    try {
      return this.#controller.createNotebookCellExecution(cell)
    } catch (error) {
      // The cell is being run by itself at the same time, and shows that.
      this.#report(error)
      return undefined
    }
  }

  async #end(
    { execution, shown }: TaskOnCell,
    { task, state, error, time, cachedFrom }: TaskStateChanged,
  ): Promise<void> {
    this.#tasks.delete(task)
    // Without its outputs, when the kernel ends meanwhile, or that run isn't in the history any more.
    if (cachedFrom !== undefined) await this.#showAsThen(shown, task, cachedFrom).catch(this.#report)
    if (error) {
      const { name, message, stack } = error
      const content = { ename: name, evalue: message, traceback: stack === undefined ? [] : [stack] }
      shown.change({ kind: "add", items: [errorItem(content)] })
    }
    await shown.shown()
    execution.end(state === "skipped" ? undefined : isSuccess(state), time)
  }

  /** What comes from the cache looks as it did in the run that computed it. */
  async #showAsThen(shown: CellOutputs, task: string, run: string): Promise<void> {
    const outputs = new TaskOutputs(task, (output) => shown.change(outputChangeOf(output)))
    for (const event of await this.#history(run)) {
      if (event.type === "flowStarted" || ("task" in event && event.task === task)) outputs.onEvent(event)
    }
  }

  readonly #report = (error: unknown): void => this.#log.warn(String(error))
}

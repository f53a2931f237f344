import { pathToFileURL } from "node:url"
import { dirname, sep } from "node:path"
import { taskRunLabel, type FlowEvent, type FlowStarted } from "../../flow/events.ts"
import type { RunView, TaskRunView } from "../../flow/runView.ts"
import type { ErrorReport } from "../../runtime/messages.ts"
import { toCellError } from "../../session/cellErrors.ts"
import { TaskOutputs } from "../../session/taskOutputs.ts"
import type { CellShown } from "../jupyter/toJupyter.ts"
import { ShownOutputs } from "./shownOutputs.ts"

/** Errors of a `for=` task's elements beyond this are left out: they are mostly the same. */
const mostErrors = 5

/** Collects what each cell of a run has shown: tasks, and the plain cells and hooks that ran with them. */
export class TaskShows {
  readonly #started: FlowStarted
  readonly #cells = new Map<string, { shown: ShownOutputs; outputs: TaskOutputs }>()

  constructor(started: FlowStarted) {
    this.#started = started
  }

  /** Takes an event of the run itself. */
  add(event: FlowEvent): void {
    if (!("task" in event) || event.type === "progressed") return
    // How a task ended is told beside its cell; what it tried before is a part of its log.
    if (event.type === "taskStateChanged" && event.state !== "retrying") return
    this.#cell(event.task).outputs.onEvent(event)
  }

  /**
   * Takes what a task, or one element of it, showed in the earlier run that its results come from.
   * @param history the task's events in that run, its start first
   */
  addEarlier({ task, element }: TaskRunView, history: Iterable<FlowEvent>): void {
    const { shown } = this.#cell(task)
    const outputs = new TaskOutputs(task, (output) => shown.add(output))
    for (const event of history) {
      const isOwn = "element" in event ? event.element === element : element === undefined
      const shows = event.type === "logged" || event.type === "displayed" || event.type === "artifactMade"
      if (event.type === "flowStarted" || (isOwn && shows)) outputs.onEvent(event)
    }
  }

  /** All that was shown by the cells' labels, the errors of those that failed at their end. */
  end({ taskRuns }: RunView): ReadonlyMap<string, CellShown> {
    const errors = Map.groupBy(
      [...taskRuns.values()].filter(({ error }) => error !== undefined),
      ({ task }) => task,
    )
    for (const [task, failed] of errors) {
      const { shown } = this.#cell(task)
      for (const run of failed.slice(0, mostErrors)) shown.addError(this.#errorOf(run))
    }
    return new Map(
      [...this.#cells].flatMap(([label, { shown }]) => {
        const end = shown.end()
        return end.outputs.length > 0 ? [[label, end] as const] : []
      }),
    )
  }

  #errorOf(run: TaskRunView): ReturnType<typeof toCellError> {
    const { name, message, stack } = run.error ?? { name: "", message: "" }
    const report: ErrorReport = { name, message, ...(stack !== undefined && { stack: this.#shortened(stack) }) }
    return toCellError(report, () => undefined, run.element === undefined ? undefined : `${taskRunLabel(run)}:`)
  }

  /** Where the notebook lies on the machine that ran it helps nobody whom it is shared with. */
  #shortened(stack: string): string {
    const folder = dirname(this.#started.notebook) + sep
    return stack.replaceAll(pathToFileURL(folder).href, "").replaceAll(folder, "")
  }

  #cell(task: string): { shown: ShownOutputs; outputs: TaskOutputs } {
    const known = this.#cells.get(task)
    if (known) return known
    const more = `tsnb logs ${this.#started.run} --task ${task}`
    const shown = new ShownOutputs(this.#cells.size + 1, more)
    const outputs = new TaskOutputs(task, (output) => shown.add(output))
    outputs.onEvent(this.#started)
    const cell = { shown, outputs }
    this.#cells.set(task, cell)
    return cell
  }
}

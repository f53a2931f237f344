import { pathToFileURL } from "node:url"
import { dirname, sep } from "node:path"
import { taskRunTitle, type FlowEvent, type FlowStarted, type TaskStateChanged } from "../../flow/events.ts"
import type { RunView, TaskRunView } from "../../flow/runView.ts"
import type { ErrorReport } from "../../model/errorReport.ts"
import type { EarlierShows } from "../../session/earlierShows.ts"
import { toCellError } from "../../session/cellErrors.ts"
import { TaskOutputs } from "../../session/taskOutputs.ts"
import type { CellShown } from "../jupyter/toJupyter.ts"
import { ShownOutputs } from "./shownOutputs.ts"
import { shellWord } from "../../shellWord.ts"

/** Errors of a `for=` task's elements beyond this are left out: they are mostly the same. */
const maxErrors = 5

/** Collects what each cell of a run has shown: tasks, and the plain cells and hooks that ran with them. */
export class TaskShows {
  readonly #started: FlowStarted
  readonly #earlier: EarlierShows
  readonly #cells = new Map<string, { shown: ShownOutputs; outputs: TaskOutputs }>()

  /** @param earlier has what came from the cache */
  constructor(started: FlowStarted, earlier: EarlierShows) {
    this.#started = started
    this.#earlier = earlier
  }

  /** Takes an event of the run itself. @returns settles when it is shown, where that takes a while */
  add(event: FlowEvent): Promise<void> | undefined {
    if (event.type === "taskStateChanged" && event.state !== "retrying")
      // How a task ended is told beside its cell; what it tried before is a part of its log.
      return event.cachedFrom === undefined ? undefined : this.#addEarlier(event)
    this.#show(event)
    return undefined
  }

  async #addEarlier(event: TaskStateChanged): Promise<void> {
    for await (const events of (await this.#earlier.of(event, event.run)) ?? [])
      for (const shown of events) this.#show(shown)
  }

  #show(event: FlowEvent): void {
    if ("task" in event && event.type !== "progressed") this.#cell(event.task).outputs.onEvent(event)
  }

  /** All that was shown by the cells' labels, the errors of those that failed at their end. */
  end({ taskRuns }: RunView): ReadonlyMap<string, CellShown> {
    const errors = Map.groupBy(
      [...taskRuns.values()].filter(({ error }) => error !== undefined),
      ({ task }) => task,
    )
    for (const [task, failed] of errors) {
      const { shown } = this.#cell(task)
      for (const run of failed.slice(0, maxErrors)) shown.addError(this.#errorOf(run))
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
    return toCellError(report, () => undefined, run.element === undefined ? undefined : `${taskRunTitle(run)}:`)
  }

  /** Where the notebook lies on the machine that ran it helps nobody whom it is shared with. */
  #shortened(stack: string): string {
    const folder = dirname(this.#started.notebook) + sep
    return stack.replaceAll(pathToFileURL(folder).href, "").replaceAll(folder, "")
  }

  #cell(task: string): { shown: ShownOutputs; outputs: TaskOutputs } {
    const known = this.#cells.get(task)
    if (known) return known
    const more = `tsnb logs ${this.#started.run} --task ${shellWord(task)}`
    const shown = new ShownOutputs(this.#cells.size + 1, more)
    const outputs = new TaskOutputs(task, (output) => shown.add(output))
    outputs.onEvent(this.#started)
    const cell = { shown, outputs }
    this.#cells.set(task, cell)
    return cell
  }
}

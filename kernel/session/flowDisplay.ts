import type { FlowRunSummary } from "../api/types.ts"
import type { FlowEvent } from "../flow/events.ts"
import { applyEvent, emptyRunView, type RunView } from "../flow/runView.ts"
import { isFailure, isState } from "../flow/state.ts"
import { taskSummary } from "../flow/taskSummary.ts"
import type { CellOutput } from "../model/cellOutput.ts"
import { runTable } from "./format/runTable.ts"
import { withElements } from "./format/summary.ts"

/** Milliseconds between two drawings while things happen. */
const interval = 200
/** And while nothing happens, but the tasks' time goes on. */
const quietInterval = 1_000

/** Shows a flow run in a cell while it goes on. End it when the run is over. */
export class FlowDisplay {
  #view = emptyRunView()
  readonly #show: (output: CellOutput) => void
  #displayId: string | undefined
  #timer: NodeJS.Timeout | undefined
  /** Whether something has happened since the last drawing. */
  #isDue = false

  constructor(show: (output: CellOutput) => void) {
    this.#show = show
  }

  get view(): RunView {
    return this.#view
  }

  onEvent(event: FlowEvent): void {
    const isStart = event.type === "flowStarted" && event.parent === undefined
    // A flow's own retry is a run of its own, which takes the place of the one before.
    if (isStart) this.#view = emptyRunView()
    else if (event.run !== this.#view.run) return
    applyEvent(this.#view, event)
    if (event.type === "logged") return
    if (this.#displayId === undefined) this.#draw()
    else if (!this.#isDue) this.#drawIn(interval)
  }

  end(): void {
    clearTimeout(this.#timer)
    if (this.#displayId !== undefined) this.#draw()
  }

  #drawIn(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#isDue = milliseconds === interval
    this.#timer = setTimeout(() => {
      this.#draw()
      this.#drawIn(quietInterval)
    }, milliseconds)
  }

  #draw(): void {
    const data = runTable(this.#view, Date.now())
    const kind = this.#displayId === undefined ? "display" : "update"
    this.#displayId ??= `flow run ${this.#view.run}`
    this.#show({ kind, displayId: this.#displayId, data })
  }
}

/** What a run's events amount to, for a program. */
export function summaryOf(view: RunView): FlowRunSummary {
  const { run, flow, state, startedAt = 0, endedAt = startedAt } = view
  const tasks = withElements(view.taskRuns.values()).map(taskSummary)
  const ofTask = tasks.find((task) => task.error && isState(task.state) && isFailure(task.state))?.error
  // That the flow was stopped after a failure says less than the failure.
  const error = (state === "failed" ? ofTask : undefined) ?? view.error ?? ofTask
  return { run, flow, state, duration: endedAt - startedAt, tasks, ...(error && { error }) }
}

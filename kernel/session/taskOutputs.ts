import type { MimeBundle } from "../api/types.ts"
import {
  taskRunTitle,
  type Displayed,
  type FlowEvent,
  type Logged,
  type Progressed,
  type TaskRunName,
  type TaskStateChanged,
} from "../flow/events.ts"
import { applyEvent, emptyRunView, type RunView } from "../flow/runView.ts"
import { isFailure, isSuccess, isTerminal } from "../flow/state.ts"
import type { CellOutput } from "../model/cellOutput.ts"
import type { ErrorReport } from "../model/errorReport.ts"
import { artifactBundle } from "./format/artifact.ts"
import { formatCachedFrom } from "./format/cached.ts"
import { formatDuration } from "./format/duration.ts"
import { noteBundle } from "./format/note.ts"
import { progressBundle } from "./format/progress.ts"
import { countElements, formatCounts, stateWord } from "./format/summary.ts"

/** Errors of elements that are shown in full; all of them are in the log, and counted. */
const maxFailedElements = 10

/** Turns the events of a task cell's run into the cell's outputs, and keeps the run's view. */
export class TaskOutputs {
  readonly view: RunView = emptyRunView()
  readonly #task: string
  readonly #show: (output: CellOutput) => void
  /** Ids of displays that can be replaced. */
  readonly #shown = new Set<string>()
  #run: string | undefined
  #failedElements = 0

  /** @param task the cell's own task; the others are those that it needs */
  constructor(task: string, show: (output: CellOutput) => void) {
    this.#task = task
    this.#show = show
  }

  onEvent(event: FlowEvent): void {
    if (event.type === "flowStarted") this.#run ??= event.run
    // Subflows have a run of their own in the store.
    if (event.run !== this.#run) return
    applyEvent(this.view, event)
    switch (event.type) {
      case "logged":
        return this.#log(event)
      case "displayed":
        return this.#display(event)
      case "artifactMade":
        return this.#show({ kind: "display", data: artifactBundle(event.artifact) })
      case "progressed":
        return this.#progress(event)
      case "taskStateChanged":
        return this.#state(event)
      default:
    }
  }

  /** Tells that the task came from the cache, where nobody knows any more what it showed when it ran. */
  noteCached(event: TaskStateChanged): void {
    if (event.cachedFrom !== undefined && this.#isOwn(event))
      this.#note(event, cachedLine(event.cachedFrom, event.time))
  }

  #log({ level, text, ...name }: Logged): void {
    const label = this.#isOwn(name) ? "" : `[${taskRunTitle(name)}] `
    const stream = level === "warn" || level === "error" ? "stderr" : "stdout"
    this.#show({ kind: "stream", stream, text: `${label}${text}\n` })
  }

  #display({ data, metadata, displayId, run }: Displayed): void {
    const about = { data, ...(metadata && { metadata }) }
    if (displayId === undefined) this.#show({ kind: "display", ...about })
    else this.#replace(`${run} ${displayId}`, about)
  }

  #progress(event: Progressed): void {
    const label = taskRunTitle(event)
    this.#replace(`${event.run} progress of ${label}`, { data: progressBundle(label, event) })
  }

  #replace(displayId: string, about: { data: MimeBundle; metadata?: MimeBundle }): void {
    this.#show({ kind: this.#shown.has(displayId) ? "update" : "display", displayId, ...about })
    this.#shown.add(displayId)
  }

  #state(event: TaskStateChanged): void {
    if (event.error && event.element !== undefined && isFailure(event.state)) this.#elementFailure(event, event.error)
    const line = this.#stateLine(event)
    if (line === undefined) return
    if (event.state !== "retrying") return this.#note(event, line)
    this.#show({ kind: "stream", stream: "stderr", text: `${taskRunTitle(event)} ${line}\n` })
  }

  /** The task as a whole has no error of its own. */
  #elementFailure(event: TaskStateChanged, { name, message, stack = `${name}: ${message}` }: ErrorReport): void {
    this.#failedElements += 1
    if (this.#failedElements > maxFailedElements) return
    const text = `${taskRunTitle(event)} ${stateWord(event.state)}: ${stack}\n`
    this.#show({ kind: "stream", stream: "stderr", text })
  }

  #note(name: TaskRunName, line: string): void {
    this.#show({ kind: "display", data: noteBundle(`${taskRunTitle(name)} ${line}`) })
  }

  /** What is worth a line: the cell's own task says nothing of running and completing, whether now or for the cache. */
  #stateLine(event: TaskStateChanged): string | undefined {
    const { state, element, attempt, duration, error, reason } = event
    if (state === "retrying") {
      const wait = formatDuration(Math.max(0, (event.retryAt ?? event.time) - event.time))
      const what = error ? `${error.name}: ${error.message}` : reason
      return `attempt ${attempt} failed, the next one starts in ${wait}: ${what}`
    }
    // Elements are summed up when all of them have ended.
    if (element !== undefined || !isTerminal(state)) return undefined
    const elements = this.view.taskRuns.get(event.task)?.elements
    if (this.#isOwn(event) && isSuccess(state)) return undefined
    if (elements) return formatCounts(countElements(elements))
    if (event.cachedFrom !== undefined) return cachedLine(event.cachedFrom, event.time)
    if (state === "skipped") return `skipped: ${reason}`
    if (this.#isOwn(event) || isFailure(state) || state === "cancelled") return undefined
    return `${state}${duration === undefined ? "" : ` in ${formatDuration(duration)}`}`
  }

  #isOwn({ task, element }: TaskRunName): boolean {
    return task === this.#task && element === undefined
  }
}

function cachedLine(run: string, time: number): string {
  return `cached ${formatCachedFrom(run, time)}`
}

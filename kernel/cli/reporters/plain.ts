import {
  taskRunLabel,
  type FlowEvent,
  type FlowStarted,
  type Progressed,
  type TaskStateChanged,
} from "../../flow/events.ts"
import { applyEvent, emptyRunView, type RunView } from "../../flow/runView.ts"
import { isTerminal } from "../../flow/state.ts"
import { formatCachedFrom } from "../../session/format/cached.ts"
import { formatClock, formatDate, formatDuration } from "../../session/format/duration.ts"
import { errorDetails, errorHeadline } from "../format/errors.ts"
import { parametersText } from "../format/parameters.ts"
import { nextSteps } from "../format/summary.ts"
import { terminalLine } from "../../session/format/terminalText.ts"
import { count, oneLine } from "../../session/format/text.ts"
import { logLines, waitingLine } from "./logLines.ts"
import type { Reporter, Write } from "./reporter.ts"
import { RunNames } from "./runNames.ts"
import { stateWord, summaryLine } from "../../session/format/summary.ts"

/** Progress is told in steps of so many parts of the whole, so that a log doesn't fill with it. */
const progressSteps = 10

/** One line a fact, for pipes, files and the logs of continuous integration. */
export class PlainReporter implements Reporter {
  readonly #write: Write
  readonly #names = new RunNames()
  readonly #views = new Map<string, RunView>()
  readonly #progress = new Map<string, number>()

  constructor(write: Write) {
    this.#write = write
  }

  onEvent(event: FlowEvent): void {
    this.#names.learn(event)
    const view = this.#views.get(event.run) ?? emptyRunView()
    this.#views.set(event.run, view)
    applyEvent(view, event)
    for (const line of this.#lines(event, view)) this.#write(`${formatClock(event.time)} ${line}\n`)
  }

  note(text: string): void {
    this.#write(`${text}\n`)
  }

  close(): void {
    const main = [...this.#views.values()].findLast((view) => view.parent === undefined)
    if (main && isTerminal(main.state)) for (const line of nextSteps(main)) this.note(line)
  }

  #lines(event: FlowEvent, view: RunView): readonly string[] {
    switch (event.type) {
      case "flowStarted":
        return [startLine(event)]
      case "flowStateChanged":
        return this.#flowLines(view)
      case "elementsKnown":
        return [`${this.#names.label(event.run, event)} has ${count(event.count, "element")}`]
      case "taskStateChanged":
        return this.#taskLines(event)
      case "progressed":
        return this.#progressLines(event)
      case "waiting":
        return [waitingLine(this.#names.label(event.run, event), event.what, view.taskRuns.has(taskRunLabel(event)))]
      case "logged":
      case "displayed":
      case "artifactMade":
        return logLines(event, this.#names.label(event.run, event))
    }
  }

  #flowLines(view: RunView): readonly string[] {
    if (!isTerminal(view.state))
      return view.state === "running" ? [] : [`flow ${terminalLine(view.flow)} ${stateWord(view.state)}`]
    const error = view.error ? [errorHeadline(view.error), ...errorDetails(view.error)] : []
    if (this.#names.isSubflow(view.run)) return [`flow ${terminalLine(view.flow)} ${summaryLine(view)}`, ...error]
    return [...error, summaryLine(view)]
  }

  #taskLines(event: TaskStateChanged): readonly string[] {
    if (event.state === "pending" || event.state === "queued") return []
    const headline = `${this.#names.label(event.run, event)} ${taskFacts(event)}`
    const why = [
      event.state === "retrying" ? failedAttempt(event) : event.reason,
      event.error && errorHeadline(event.error),
    ]
    const line = [headline, ...why.filter((text) => text !== undefined).map(oneLine)].join(": ")
    return event.error ? [line, ...errorDetails(event.error).map((detail) => `    ${detail}`)] : [line]
  }

  #progressLines(event: Progressed): readonly string[] {
    const label = this.#names.label(event.run, event)
    const step = event.total > 0 ? Math.floor((event.done / event.total) * progressSteps) : 0
    const key = `${event.run} ${label} ${event.attempt}`
    if (step <= (this.#progress.get(key) ?? 0)) return []
    this.#progress.set(key, step)
    const what = event.label === undefined ? "" : `: ${oneLine(event.label)}`
    return [`${label} ${event.done}/${event.total}${what}`]
  }
}

/** With the date, which the lines' time of day doesn't tell: a log is read days later. */
function startLine({ flow, run, time, tasks, parameters }: FlowStarted): string {
  const given = terminalLine(parametersText(parameters))
  const facts = [count(tasks.length, "task"), ...(given === "" ? [] : [given])]
  return `flow ${terminalLine(flow)} started as run ${run} on ${formatDate(time)}: ${facts.join(", ")}`
}

function taskFacts({ state, attempt, time, duration, retryAt, cachedFrom }: TaskStateChanged): string {
  const facts = [stateWord(state)]
  if (retryAt !== undefined) facts.push(`in ${formatDuration(retryAt - time)}`)
  else if (cachedFrom !== undefined) facts.push(formatCachedFrom(cachedFrom, time))
  else if (duration !== undefined) facts.push(`in ${formatDuration(duration)}`)
  if (attempt > 1 && state !== "retrying") facts.push(`(attempt ${attempt})`)
  return facts.join(" ")
}

/** `attempt 1 failed after 1.2 s` */
function failedAttempt({ attempt, reason = "failed", duration }: TaskStateChanged): string {
  return `attempt ${attempt} ${reason}${duration === undefined ? "" : ` after ${formatDuration(duration)}`}`
}

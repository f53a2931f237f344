import { createLogUpdate } from "log-update"
import { taskRunLabel, type FlowEvent, type UnfinishedLine } from "../../flow/events.ts"
import { applyEvent, emptyRunView, type RunView } from "../../flow/runView.ts"
import { isFailure, isTerminal } from "../../flow/state.ts"
import { errorDetails, errorHeadline } from "../format/errors.ts"
import { nextSteps } from "../format/summary.ts"
import { paintFor, paintState, type Paint } from "../format/style.ts"
import { terminalText } from "../../session/format/terminalText.ts"
import { liveScreen } from "./liveScreen.ts"
import { logLines, unfinishedText, waitingLine } from "./logLines.ts"
import type { Reporter } from "./reporter.ts"
import { RunNames } from "./runNames.ts"
import { stateWord, summaryLine } from "../../session/format/summary.ts"

const frameInterval = 100
/** How many unfinished lines are shown: the list below them needs its rows. */
const maxGrowing = 5
const levels: readonly UnfinishedLine["level"][] = ["info", "warn"]

/** A list of the tasks that is drawn over and over in a terminal, with the run's log above it. */
export class LiveReporter implements Reporter {
  readonly #stream: NodeJS.WriteStream
  readonly #paint: Paint
  readonly #update: ReturnType<typeof createLogUpdate>
  readonly #names = new RunNames()
  readonly #runs = new Map<string, RunView>()
  readonly #timer: NodeJS.Timeout
  /** Lines for above the list that the next frame brings. */
  #above: string[] = []
  /** Lines that go on, by what writes them; they stand between the log and the list until they end. */
  readonly #unfinished = new Map<string, UnfinishedLine>()
  #note = ""

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
    this.#paint = paintFor(stream)
    this.#update = createLogUpdate(stream)
    this.#timer = setInterval(() => this.#draw(), frameInterval)
  }

  onEvent(event: FlowEvent): void {
    this.#names.learn(event)
    const view = this.#runs.get(event.run) ?? emptyRunView()
    this.#runs.set(event.run, view)
    applyEvent(view, event)
    this.#above.push(...this.#linesAbove(event))
    // What a process that died had begun is finished by nobody.
    if (event.type === "taskStateChanged")
      for (const level of levels) this.#unfinished.delete(keyOf({ ...event, level }))
  }

  onUnfinished(line: UnfinishedLine): void {
    if (line.text === "") this.#unfinished.delete(keyOf(line))
    else this.#unfinished.set(keyOf(line), line)
  }

  note(text: string, stays = false): void {
    if (stays) this.#above.push(text)
    else this.#note = text
    this.#draw()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#note = ""
    this.#unfinished.clear()
    this.#draw()
    this.#update.done()
    const main = this.#shownRuns()[0]
    if (!main || !isTerminal(main.state)) return
    const error = main.error ? [errorHeadline(main.error), ...errorDetails(main.error)] : []
    const lines = [...error, paintState(main.state, summaryLine(main), this.#paint), ...nextSteps(main)]
    this.#stream.write(`${terminalText(lines.join("\n"))}\n`)
  }

  #draw(): void {
    const { columns, rows } = terminalSize(this.#stream)
    const growing = this.#growingLines(columns)
    const screen = { columns, rows: rows - growing.length, now: Date.now(), paint: this.#paint }
    const lines = [...growing, ...liveScreen(this.#shownRuns(), this.#names, screen)]
    if (this.#note !== "") lines.push(this.#paint("yellow", this.#note))
    // Together, so that the list doesn't flicker between its removal and its return.
    this.#stream.cork()
    if (this.#above.length > 0) {
      this.#update.clear()
      this.#stream.write(`${terminalText(this.#above.join("\n"))}\n`)
      this.#above = []
    }
    if (lines.length > 0) this.#update(terminalText(lines.join("\n")))
    this.#stream.uncork()
  }

  /** The newest lines that go on, one row each. */
  #growingLines(columns: number): string[] {
    return [...this.#unfinished.values()]
      .slice(-maxGrowing)
      .map((line) => unfinishedText(line, this.#names.label(line.run, line), columns - 1))
  }

  /** The run that was asked for, or its latest retry, and the subflows since. */
  #shownRuns(): readonly RunView[] {
    const runs = [...this.#runs.values()]
    return runs.slice(
      Math.max(
        0,
        runs.findLastIndex((run) => run.parent === undefined),
      ),
    )
  }

  #linesAbove(event: FlowEvent): string[] {
    switch (event.type) {
      case "logged":
      case "displayed":
      case "artifactMade":
        return logLines(event, this.#names.label(event.run, event))
      case "taskStateChanged": {
        if (!event.error || !isFailure(event.state)) return []
        const label = this.#names.label(event.run, event)
        const headline = `${label} ${stateWord(event.state)}: ${errorHeadline(event.error)}`
        return [this.#paint("red", headline), ...errorDetails(event.error)]
      }
      case "flowStarted":
      case "flowStateChanged":
      case "elementsKnown":
      case "progressed":
        return []
      case "waiting":
        // A plain cell or a hook has no row of its own.
        return this.#runs.get(event.run)?.taskRuns.has(taskRunLabel(event))
          ? []
          : [waitingLine(this.#names.label(event.run, event), event.what, false)]
    }
  }
}

/** The terminal's size; some pseudo terminals say that it is 0. */
function terminalSize({ columns, rows }: NodeJS.WriteStream): { columns: number; rows: number } {
  return { columns: columns || 80, rows: rows || 24 }
}

function keyOf(line: Omit<UnfinishedLine, "text">): string {
  return `${line.run} ${taskRunLabel(line)} ${line.level}`
}

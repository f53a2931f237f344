import { styleText } from "node:util"
import { summaryLine } from "../../kernel/session/format/summary.ts"
import { paintState, type Paint } from "../../kernel/cli/format/style.ts"
import { liveScreen } from "../../kernel/cli/reporters/liveScreen.ts"
import { logLines } from "../../kernel/cli/reporters/logLines.ts"
import { RunNames } from "../../kernel/cli/reporters/runNames.ts"
import type { Displayed, FlowEvent } from "../../kernel/flow/events.ts"
import { applyEvent, emptyRunView } from "../../kernel/flow/runView.ts"
import type { FlowObserver } from "../../kernel/session/api.ts"

const paint: Paint = (format, text) => styleText(format, text, { validateStream: false })

export interface RecordingOptions {
  /** The terminal's width. */
  columns: number
  /** Folder that is written as `~`. */
  home: string
  /** How far a task has to be when a frame is kept. */
  frameAt: number
}

/** Draws a run as a terminal shows it, with the command line's own code, and keeps two frames. */
export class Recording implements FlowObserver {
  /** What stood in the terminal when a task had come as far as was asked for. */
  frame: readonly string[] = []
  /** What stands there when the run has ended. */
  end: readonly string[] = []
  readonly displayed: Displayed[] = []
  readonly #options: RecordingOptions
  readonly #view = emptyRunView()
  readonly #names = new RunNames()
  readonly #log: string[] = []

  constructor(options: RecordingOptions) {
    this.#options = options
  }

  onEvent(event: FlowEvent): void {
    this.#names.learn(event)
    applyEvent(this.#view, event)
    if (event.type === "displayed") this.displayed.push(event)
    if (event.type === "logged" || event.type === "displayed" || event.type === "artifactMade") {
      this.#log.push(...logLines(event, this.#names.label(event.run, event)))
    }
    // Not every progress is an event: on a busy machine some are left out.
    if (event.type === "progressed" && event.done >= this.#options.frameAt && this.frame.length === 0) {
      this.frame = this.#draw(event.time)
    }
    if (event.type === "flowStateChanged") {
      const summary = paintState(this.#view.state, summaryLine(this.#view), paint)
      this.end = [...this.#draw(event.time), summary]
    }
  }

  #draw(now: number): readonly string[] {
    const screen = { columns: this.#options.columns, rows: 40, now, paint }
    const lines = [...this.#log, ...liveScreen([this.#view], this.#names, screen)]
    return lines.map((line) => line.replaceAll(this.#options.home, "~"))
  }
}

import type { FlowEvent } from "../../flow/events.ts"
import { applyEvent, emptyRunView, type RunView } from "../../flow/runView.ts"
import { isFailure, isTerminal } from "../../flow/state.ts"
import { displayLines } from "../../session/format/shown.ts"
import { carryStyles } from "../../session/format/styles.ts"
import { stateWord, summaryLine } from "../../session/format/summary.ts"
import { errorDetails, errorHeadline } from "../format/errors.ts"
import type { Reporter, Write } from "./reporter.ts"
import { RunNames } from "./runNames.ts"

/** The values that the tasks of a run show, alone, for whoever goes on with them; and for people what failed, and the end. */
export class QuietReporter implements Reporter {
  readonly #write: Write
  readonly #writeNote: Write
  readonly #names = new RunNames()
  readonly #views = new Map<string, RunView>()

  /**
   * @param write where values go
   * @param writeNote where all that is for people goes
   */
  constructor(write: Write, writeNote: Write) {
    this.#write = write
    this.#writeNote = writeNote
  }

  onEvent(event: FlowEvent): void {
    this.#names.learn(event)
    const view = this.#views.get(event.run) ?? emptyRunView()
    this.#views.set(event.run, view)
    applyEvent(view, event)
    if (event.type === "displayed" && !this.#names.isSubflow(event.run)) {
      for (const line of carryStyles(displayLines(event.data))) this.#write(`${line}\n`)
    } else if (event.type === "taskStateChanged" && event.error && isFailure(event.state)) {
      const label = this.#names.label(event.run, event)
      this.note(`${label} ${stateWord(event.state)}: ${errorHeadline(event.error)}`)
      for (const detail of errorDetails(event.error)) this.note(`    ${detail}`)
    }
  }

  note(text: string): void {
    this.#writeNote(`${text}\n`)
  }

  close(): void {
    const main = [...this.#views.values()].findLast((view) => view.parent === undefined)
    if (!main || !isTerminal(main.state)) return
    if (main.error) for (const line of [errorHeadline(main.error), ...errorDetails(main.error)]) this.note(line)
    this.note(summaryLine(main))
  }
}

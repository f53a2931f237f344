import type { CellProgress } from "../session/executeCells.ts"
import { formatDuration } from "../session/format/duration.ts"
import { paintFor, type Paint } from "./format/style.ts"
import { terminalText } from "../session/format/terminalText.ts"
import { cutText, linesOf, oneLine, withoutSequences } from "../session/format/text.ts"

/** Columns of a cell's first line that are worth showing. */
const titleWidth = 60

/** Tells how the cells of a notebook go: a line for each, and the error of one that fails. */
export class CellReporter {
  readonly #stream: NodeJS.WriteStream
  readonly #paint: Paint
  readonly #hasColours: boolean
  readonly #isTerminal: boolean

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream
    this.#paint = paintFor(stream)
    this.#hasColours = this.#paint("red", "x") !== "x"
    this.#isTerminal = stream.isTTY && process.env["TERM"] !== "dumb" && !process.env["CI"]
  }

  onCell({ place, total, cell, ended }: CellProgress): void {
    const title = `cell ${place} of ${total}`
    if (!ended) {
      const first = linesOf(cell.source.trim())[0] ?? ""
      if (this.#isTerminal) this.#stream.write(terminalText(`${title} runs: ${cutText(oneLine(first), titleWidth)}`))
      return
    }
    const { milliseconds, error, isAllowed } = ended
    const state = error ? this.#paint(isAllowed ? "yellow" : "red", "failed") : this.#paint("green", "completed")
    const allowed = error && isAllowed ? " (allowed)" : ""
    this.#line(`${title} ${state}${allowed} in ${formatDuration(milliseconds)}`)
    if (error && !isAllowed)
      for (const line of error.traceback) this.#line(this.#hasColours ? line : withoutSequences(line))
  }

  note(text: string): void {
    this.#line(text)
  }

  #line(text: string): void {
    // In place of what said that the cell runs.
    this.#stream.write(`${this.#isTerminal ? "\r\u001b[K" : ""}${terminalText(text)}\n`)
  }
}

import { NotebookCellOutput, NotebookCellOutputItem, type NotebookCellExecution } from "vscode"
import { outputChange, streamItem, type OutputChange, type OutputItem } from "./outputs.ts"
import type { Content } from "../kernel/kernelClient.ts"

/** The displays that a later one may replace, by their ids, of all of a notebook's cells; the one used last comes last. */
export type Displays = Map<string, NotebookCellOutput>

/** How many of them are remembered: each holds its data. */
const mostDisplays = 500
/** How much text a stream output keeps; what came before is left out, and said so. */
const longestStream = 1_000_000

/** Shows in one cell what the kernel sends for it. Changes are made in their order. */
export class CellOutputs {
  readonly #execution: NotebookCellExecution
  readonly #displays: Displays
  readonly #report: (error: unknown) => void
  #last: { output: NotebookCellOutput; stream: "stdout" | "stderr"; text: string } | undefined
  #isClearing = false
  #pending: Promise<void> = Promise.resolve()

  constructor(execution: NotebookCellExecution, displays: Displays, report: (error: unknown) => void) {
    this.#execution = execution
    this.#displays = displays
    this.#report = report
  }

  /** Takes a message of the kernel's. */
  take(type: string, content: Content): void {
    const change = outputChange(type, content)
    if (change) this.change(change)
  }

  change(change: OutputChange): void {
    this.#pending = this.#pending.then(() => this.#apply(change)).catch(this.#report)
  }

  /** Resolves when all that was taken is shown. */
  shown(): Promise<void> {
    return this.#pending
  }

  async #apply(change: OutputChange): Promise<void> {
    if (change.kind === "clear" && !change.wait) return this.#clear()
    if (change.kind === "clear") {
      this.#isClearing = true
      return
    }
    if (change.kind === "update") return this.#update(change.displayId, change.items)
    if (this.#isClearing) await this.#clear()
    if (change.kind === "stream") return this.#stream(change.stream, change.text)
    const output = new NotebookCellOutput(change.items.map(toItem), { ...change.metadata })
    if (change.displayId !== undefined) this.#remember(change.displayId, output)
    this.#last = undefined
    await this.#execution.appendOutput(output)
  }

  async #clear(): Promise<void> {
    this.#isClearing = false
    this.#last = undefined
    await this.#execution.clearOutput()
  }

  async #update(id: string, items: readonly OutputItem[]): Promise<void> {
    const display = this.#displays.get(id)
    if (!display) return
    this.#remember(id, display)
    // It may be another cell's, whose own execution has ended and lets nothing be changed any more.
    await this.#execution.replaceOutputItems(items.map(toItem), display)
  }

  #remember(id: string, display: NotebookCellOutput): void {
    this.#displays.delete(id)
    this.#displays.set(id, display)
    if (this.#displays.size <= mostDisplays) return
    for (const oldest of this.#displays.keys()) {
      this.#displays.delete(oldest)
      return
    }
  }

  async #stream(stream: "stdout" | "stderr", text: string): Promise<void> {
    const last = this.#last
    if (last?.stream !== stream) {
      const output = new NotebookCellOutput([toItem(streamItem(stream, text))])
      this.#last = { output, stream, text }
      await this.#execution.appendOutput(output)
      return
    }
    last.text += text
    if (last.text.length <= longestStream) {
      await this.#execution.appendOutputItems(toItem(streamItem(stream, text)), last.output)
      return
    }
    last.text = `… the beginning is left out …\n${last.text.slice(-longestStream / 2)}`
    await this.#execution.replaceOutputItems(toItem(streamItem(stream, last.text)), last.output)
  }
}

function toItem({ mime, data }: OutputItem): NotebookCellOutputItem {
  return new NotebookCellOutputItem(data, mime)
}

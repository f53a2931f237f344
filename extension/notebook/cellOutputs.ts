import { NotebookCellOutput, NotebookCellOutputItem, type NotebookCellExecution } from "vscode"
import { cutStream, maxStreamLength } from "../../kernel/session/outputList.ts"
import type { LogOutput } from "../../webview/renderers/messages.ts"
import type { Content } from "../kernel/kernelClient.ts"
import { kernelIdOf } from "./cells.ts"
import { errorItems, logItem, outputChange, streamItem, type OutputChange, type OutputItem } from "./outputs.ts"
import { WaitingChanges } from "./waitingChanges.ts"

/** The displays that a later one may replace, by their ids, of all of a notebook's cells; the one used last comes last. */
export type Displays = Map<string, NotebookCellOutput>

/** How many of them are remembered: each holds its data. */
const maxDisplays = 500
/** What the outputs of a cell are about, beside the cell. */
export interface OutputOrigin {
  /** 1-based line in the notebook's file that the cell began at, when stacks name places in the file. */
  line?: number
  /** Where the whole log is, when the cell shows that of a task. */
  log?: LogOutput
}

/** Shows in one cell what the kernel sends for it. Changes are made in their order; what waits for its turn is joined. */
export class CellOutputs {
  readonly #execution: NotebookCellExecution
  readonly #displays: Displays
  readonly #report: (error: unknown) => void
  readonly #origin: OutputOrigin
  readonly #waiting = new WaitingChanges()
  #last: { output: NotebookCellOutput; stream: "stdout" | "stderr"; text: string } | undefined
  #isClearing = false
  #isLinked = false
  #pending: Promise<void> | undefined

  constructor(
    execution: NotebookCellExecution,
    displays: Displays,
    report: (error: unknown) => void,
    origin: OutputOrigin = {},
  ) {
    this.#execution = execution
    this.#displays = displays
    this.#report = report
    this.#origin = origin
  }

  /** Takes a message of the kernel's. */
  take(type: string, content: Content): void {
    const change = outputChange(type, content)
    if (change) this.change(change)
  }

  change(change: OutputChange): void {
    this.#waiting.add(change)
    this.#pending ??= this.#applyAll()
  }

  /** Resolves when all that was taken is shown. */
  async shown(): Promise<void> {
    await this.#pending
  }

  async #applyAll(): Promise<void> {
    // What else comes at once is joined with it.
    await Promise.resolve()
    for (let change = this.#waiting.take(); change; change = this.#waiting.take()) {
      try {
        await this.#apply(change)
      } catch (error) {
        this.#report(error)
      }
    }
    this.#pending = undefined
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
    const output = outputOf(change, kernelIdOf(this.#execution.cell), this.#origin)
    if (change.kind === "add" && change.displayId !== undefined) this.#remember(change.displayId, output)
    this.#last = undefined
    await this.#execution.appendOutput(output)
  }

  async #clear(): Promise<void> {
    this.#isClearing = false
    this.#isLinked = false
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
    if (this.#displays.size <= maxDisplays) return
    for (const oldest of this.#displays.keys()) {
      this.#displays.delete(oldest)
      return
    }
  }

  async #stream(stream: "stdout" | "stderr", text: string): Promise<void> {
    const last = this.#last
    if (last?.stream !== stream) {
      const shown = text.length <= maxStreamLength ? text : cutStream(text)
      const output = new NotebookCellOutput([toItem(streamItem(stream, shown))])
      this.#last = { output, stream, text: shown }
      await this.#execution.appendOutput(output)
      if (shown !== text) await this.#linkToLog()
      return
    }
    last.text += text
    if (last.text.length <= maxStreamLength) {
      await this.#execution.appendOutputItems(toItem(streamItem(stream, text)), last.output)
      return
    }
    last.text = cutStream(last.text)
    await this.#execution.replaceOutputItems(toItem(streamItem(stream, last.text)), last.output)
    await this.#linkToLog()
  }

  /** Below the text that isn't whole any more; more text still goes above. */
  async #linkToLog(): Promise<void> {
    const { log } = this.#origin
    if (this.#isLinked || !log) return
    this.#isLinked = true
    await this.#execution.appendOutput(outputOf({ kind: "log", log }, kernelIdOf(this.#execution.cell), this.#origin))
  }
}

/**
 * What a change adds to a cell.
 * @param cell address of the cell
 */
export function outputOf(
  change: Exclude<OutputChange, { kind: "clear" | "update" }>,
  cell: string,
  { line }: OutputOrigin,
): NotebookCellOutput {
  switch (change.kind) {
    case "add":
      return new NotebookCellOutput(change.items.map(toItem), { ...change.metadata })
    case "stream":
      return new NotebookCellOutput([toItem(streamItem(change.stream, change.text))])
    case "error":
      return new NotebookCellOutput(
        errorItems({ ...change.error, cell, ...(line !== undefined && { line }) }).map(toItem),
      )
    case "log":
      return new NotebookCellOutput([toItem(logItem(change.log))])
  }
}

function toItem({ mime, data }: OutputItem): NotebookCellOutputItem {
  return new NotebookCellOutputItem(data, mime)
}

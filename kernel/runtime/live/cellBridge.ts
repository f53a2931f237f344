import { resolve } from "node:path"
import { inspect } from "node:util"
import type { RuntimeBridge } from "../../api/bridge.ts"
import type { CellOutput } from "../../model/cellOutput.ts"
import { artifactBundle } from "../display/artifact.ts"
import { show, type Shown, type ShowOptions } from "../display/show.ts"
import { NoInputError } from "../prompts.ts"
import { sendable } from "../sendable.ts"
import { isSubflowAnswer, loadSubflowValues } from "../subflowRequests.ts"
import type { ValueContext } from "../value/context.ts"
import type { LiveAsks } from "./asks.ts"
import type { LiveCell } from "./cell.ts"

export interface CellBridgeOptions {
  /** Absolute path of the notebook's folder. */
  folder: string
  values: ValueContext
  asks: LiveAsks
  /** The cell that the calling code belongs to. */
  own: () => LiveCell | undefined
  show(cell: LiveCell, output: CellOutput): void
  write(stream: "stdout" | "stderr", text: string): void
}

/** What the module `tsnb` does in a cell that a person runs. */
export function cellBridge(options: CellBridgeOptions): RuntimeBridge {
  const { folder, values, asks, own } = options
  const running = (): LiveCell => {
    const cell = own()
    if (cell) return cell
    throw new Error("This can be done only while a cell runs")
  }
  const display = (value: unknown, settings: ShowOptions, take: (cell: LiveCell, shown: Shown) => void): void => {
    const cell = own()
    if (cell) cell.displays.add(show(value, settings), (shown) => take(cell, shown))
  }
  return {
    log: (level, text) => options.write(level === "warn" || level === "error" ? "stderr" : "stdout", `${text}\n`),
    display: (value, { id, isUpdate, raw, metadata }) =>
      display(value, { raw, ...(metadata && { metadata }) }, (cell, shown) =>
        options.show(cell, { kind: isUpdate ? "update" : "display", ...shown, displayId: id }),
      ),
    clear: (wait) => {
      const cell = own()
      if (cell) options.show(cell, { kind: "clear", wait })
    },
    page: (value) => display(value, {}, (cell, { data }) => cell.pages.push(data)),
    progress: (done: unknown, total: unknown, label: unknown) => {
      const cell = own()
      const amounts = { done: Number(done), total: Number(total) }
      if (!cell?.progress.passes(amounts.done, amounts.total)) return
      const text = `${amounts.done} of ${amounts.total}${label === undefined ? "" : `: ${textOf(label)}`}`
      const kind = cell.showsProgress ? "update" : "display"
      cell.showsProgress = true
      options.show(cell, { kind, data: { "text/plain": text }, displayId: `tsnb-progress-${process.pid}-${cell.id}` })
    },
    artifact: (artifact) => {
      const cell = own()
      if (cell) options.show(cell, { kind: "display", data: artifactBundle(sendable(artifact)) })
    },
    signal: () => running().interruption.signal,
    // A person's cell ends with its last statement: what it began goes on anyway.
    background: () => undefined,
    subflow: async (notebook, parameters, names) => {
      if (typeof notebook !== "string")
        throw new TypeError(`subflow() takes the path of a notebook, not ${inspect(notebook)}`)
      const answer = await asks.ask(running(), { kind: "subflow", notebook: resolve(folder, notebook), parameters })
      if (!isSubflowAnswer(answer)) throw new TypeError("The kernel's answer isn't what a subflow gives")
      return loadSubflowValues(answer, values, names)
    },
    askKernel: async (request) => asks.ask(running(), request),
    input: async (prompt: unknown, isPassword) => {
      const cell = own()
      if (!cell || cell.hasEnded) throw new NoInputError("input()", "its cell has ended")
      return asks.input(cell, textOf(prompt), isPassword)
    },
  }
}

/** Cells are checked by their editor at most, so anything may come where a text is meant. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : inspect(value)
}

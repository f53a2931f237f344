import type { JupyterCell, JupyterNotebook } from "../notebook/ipynb.ts"
import { JupyterOutputs } from "./ipynbOutputs.ts"
import type { CellEnd, CellError } from "../model/cellOutput.ts"
import type { LiveNotebook } from "./live.ts"

export interface CellsOptions {
  /** Goes on after a cell that fails. */
  allowErrors: boolean
  /** How long a cell may take, in milliseconds. */
  timeout?: number
  /** Interrupts the cell that runs, and runs no other. */
  signal?: AbortSignal
  onCell?: (progress: CellProgress) => void
}

/** What is told of a cell: that it begins, and how it ended. */
export interface CellProgress {
  /** 1-based place among all cells of the notebook, and how many there are. */
  place: number
  total: number
  cell: JupyterCell
  /** Absent when the cell begins. */
  ended?: { milliseconds: number; error?: CellError; isAllowed: boolean }
}

/** `failed`: at a cell whose error isn't allowed, after which no other ran. */
export type CellsEnd = "completed" | "failed" | "cancelled"

const allowingTag = "raises-exception"
const skippingTag = "skip-execution"

/**
 * Runs the code cells of a Jupyter notebook one by one and writes what they show into it. The outputs that it had are
 * removed first: they are of another run.
 */
export async function executeCells(
  notebook: JupyterNotebook,
  live: LiveNotebook,
  { allowErrors, timeout, signal, onCell }: CellsOptions,
): Promise<CellsEnd> {
  const outputs = new JupyterOutputs()
  for (const { kind, json } of notebook.cells)
    if (kind === "code") Object.assign(json, { execution_count: null, outputs: [] })
  const total = notebook.cells.length
  let count = 0
  for (const [index, cell] of notebook.cells.entries()) {
    if (!isToRun(cell)) continue
    if (signal?.aborted) return "cancelled"
    count += 1
    const place = index + 1
    onCell?.({ place, total, cell })
    const began = performance.now()
    const shown = outputs.begin(cell.json, count)
    const end = await runCell(live, cell, count, { timeout, signal, onOutput: (output) => shown.add(output) })
    shown.end(end)
    const error = end.kind === "failed" ? end.error : undefined
    const isAllowed = allowErrors || cell.tags.includes(allowingTag)
    onCell?.({ place, total, cell, ended: { milliseconds: performance.now() - began, error, isAllowed } })
    if (error && signal?.aborted) return "cancelled"
    if (error && !isAllowed) return "failed"
  }
  return "completed"
}

function isToRun({ kind, source, tags }: JupyterCell): boolean {
  return kind === "code" && source.trim() !== "" && !tags.includes(skippingTag)
}

type RunOptions = Pick<CellsOptions, "timeout" | "signal"> & Pick<Parameters<LiveNotebook["execute"]>[0], "onOutput">

async function runCell(
  live: LiveNotebook,
  { source, json }: JupyterCell,
  count: number,
  { timeout, signal, onOutput }: RunOptions,
): Promise<CellEnd> {
  let isLate = false
  const interrupt = (): void => live.interrupt()
  const timer =
    timeout === undefined
      ? undefined
      : setTimeout(() => {
          isLate = true
          interrupt()
        }, timeout)
  signal?.addEventListener("abort", interrupt)
  try {
    const id = json["id"]
    const end = await live.execute({
      source,
      ...(typeof id === "string" && { cell: id }),
      count,
      expressions: {},
      onOutput,
    })
    return isLate && end.kind === "failed" ? { kind: "failed", error: lateError(end.error, timeout ?? 0) } : end
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener("abort", interrupt)
  }
}

/** Names the reason of an interruption that nobody at a keyboard asked for. */
function lateError({ traceback }: CellError, timeout: number): CellError {
  const name = "CellTimeout"
  const message = `The cell took longer than ${timeout / 1_000} s, and was interrupted. Give it more time with --timeout.`
  return { name, message, traceback: [`${name}: ${message}`, ...traceback] }
}

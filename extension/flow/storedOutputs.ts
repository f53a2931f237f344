import type { NotebookCell, NotebookCellExecution } from "vscode"
import { isSuccess } from "../../kernel/flow/state.ts"
import type { LatestTask } from "../../kernel/history/messages.ts"
import type { CellExecutions } from "../notebook/cellExecutions.ts"
import { kernelIdOf } from "../notebook/cells.ts"
import { outputOf, type OutputOrigin } from "../notebook/cellOutputs.ts"
import { outputChangeOf, type OutputChange } from "../notebook/outputs.ts"
import { logOf } from "./earlierRuns.ts"

/** Whether a cell shows something already, of a run since the notebook was opened. */
export function hasRun({ outputs, executionSummary }: NotebookCell): boolean {
  return outputs.length > 0 || executionSummary?.timing !== undefined
}

/**
 * Shows on a cell what its task showed when it last ran, with its success and times. VS Code takes outputs from executions
 * alone, so it is one that starts and ends at once; that changes neither the document nor what can be undone.
 */
export async function showStored(executions: CellExecutions, cell: NotebookCell, task: LatestTask): Promise<void> {
  const { view, run, line, outputs, isLogCut } = task
  const origin = { log: logOf(view, run), ...(line !== undefined && { line }) }
  const execution = executions.take(cell)
  // Something else runs it, and shows that.
  if (!execution) return
  const { startedAt = view.endedAt, endedAt } = view
  execution.start(startedAt)
  try {
    await replaceOutputs(execution, changesOf(outputs, view.error, isLogCut, origin), origin)
  } finally {
    const isOver = view.state !== "skipped" && view.state !== "cancelled"
    execution.end(isOver ? isSuccess(view.state) : undefined, endedAt)
  }
}

function changesOf(
  outputs: LatestTask["outputs"],
  error: LatestTask["view"]["error"],
  isLogCut: boolean,
  { log }: OutputOrigin,
): readonly OutputChange[] {
  const changes: OutputChange[] = outputs.map(outputChangeOf)
  if (isLogCut && log) changes.push({ kind: "log", log })
  if (error)
    changes.push({ kind: "error", error: { name: error.name, message: error.message, stack: error.stack ?? "" } })
  return changes
}

async function replaceOutputs(
  execution: NotebookCellExecution,
  changes: readonly OutputChange[],
  origin: OutputOrigin,
): Promise<void> {
  const cell = kernelIdOf(execution.cell)
  const made = changes.flatMap((change) =>
    change.kind === "clear" || change.kind === "update" ? [] : [outputOf(change, cell, origin)],
  )
  if (made.length > 0) await execution.replaceOutput(made)
}

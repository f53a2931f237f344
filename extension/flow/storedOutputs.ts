import type { NotebookCell, NotebookCellOutput } from "vscode"
import { isSuccess } from "../../kernel/flow/state.ts"
import type { LatestTask } from "../../kernel/history/messages.ts"
import type { CellExecutions } from "../notebook/cellExecutions.ts"
import { kernelIdOf } from "../notebook/cells.ts"
import { outputOf, type OutputOrigin } from "../notebook/cellOutputs.ts"
import { outputChangeOf, type OutputChange } from "../notebook/outputs.ts"
import { logOf } from "./earlierRuns.ts"

/**
 * Shows on a cell what its task showed when it last ran, with its success. VS Code takes both from executions alone; that
 * changes neither the document nor what can be undone. The task's time stands below the cell.
 */
export async function showStored(executions: CellExecutions, cell: NotebookCell, task: LatestTask): Promise<void> {
  const { view, run, line, outputs, isLogCut } = task
  const origin = { log: logOf(view, run), ...(line !== undefined && { line }) }
  const made = outputsOf(changesOf(outputs, view.error, isLogCut, origin), kernelIdOf(cell), origin)
  if (made.length > 0 && !(await showOutputs(executions, cell, made))) return
  const execution = executions.take(cell)
  execution?.start()
  const isOver = view.state !== "skipped" && view.state !== "cancelled"
  execution?.end(isOver ? isSuccess(view.state) : undefined)
}

/** @returns false when something else runs the cell, and shows that */
async function showOutputs(
  executions: CellExecutions,
  cell: NotebookCell,
  made: NotebookCellOutput[],
): Promise<boolean> {
  const execution = executions.take(cell)
  if (!execution) return false
  execution.start()
  try {
    await execution.replaceOutput(made)
  } finally {
    execution.end(undefined)
  }
  return true
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

function outputsOf(changes: readonly OutputChange[], cell: string, origin: OutputOrigin): NotebookCellOutput[] {
  return changes.flatMap((change) =>
    change.kind === "clear" || change.kind === "update" ? [] : [outputOf(change, cell, origin)],
  )
}

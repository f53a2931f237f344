import type { NotebookCell, NotebookCellOutput } from "vscode"
import { isSuccess } from "../../kernel/flow/state.ts"
import type { LatestTask, OtherCell } from "../../kernel/history/messages.ts"
import type { RanCell } from "../../kernel/store/cellTable.ts"
import type { CellExecutions } from "../notebook/cellExecutions.ts"
import { kernelIdOf } from "../notebook/cells.ts"
import { outputOf, type OutputOrigin } from "../notebook/cellOutputs.ts"
import { outputChangeOf, type OutputChange, type ShownError } from "../notebook/outputs.ts"
import { showOutputs } from "../notebook/showOutputs.ts"
import { logOf } from "./earlierRuns.ts"

/**
 * Shows on a cell what its task showed in a run, with its success. The task's time stands below the cell.
 */
export async function showStored(executions: CellExecutions, cell: NotebookCell, task: LatestTask): Promise<void> {
  const { view, run, line, outputs, isLogCut } = task
  const origin = { log: logOf(view, run), ...(line !== undefined && { line }) }
  const made = outputsOf(changesOf(outputs, errorOf(view.error), isLogCut, origin), kernelIdOf(cell), origin)
  const isOver = view.state !== "skipped" && view.state !== "cancelled"
  await showOutputs(executions, cell, made, { isGood: isOver ? isSuccess(view.state) : undefined })
}

/** The same for a cell that ran in a session. */
export async function showRan(executions: CellExecutions, cell: NotebookCell, ran: RanCell): Promise<void> {
  const { outputs, error, count, startedAt, endedAt } = ran
  const shownError = error && { ...error, stack: error.traceback.join("\n") }
  const made = outputsOf(changesOf(outputs, shownError, false, {}), kernelIdOf(cell), {})
  await showOutputs(executions, cell, made, {
    isGood: !error,
    order: count,
    timing: { startTime: startedAt, endTime: endedAt },
  })
}

/** The same for a cell of a flow run that is no task. */
export async function showOther(
  executions: CellExecutions,
  cell: NotebookCell,
  { label, outputs, isLogCut }: OtherCell,
  run: string,
): Promise<void> {
  const origin = { log: { run, task: label } }
  const made = outputsOf(changesOf(outputs, undefined, isLogCut, origin), kernelIdOf(cell), origin)
  await showOutputs(executions, cell, made, { isGood: undefined })
}

function changesOf(
  outputs: LatestTask["outputs"],
  error: ShownError | undefined,
  isLogCut: boolean,
  { log }: OutputOrigin,
): readonly OutputChange[] {
  const changes: OutputChange[] = outputs.map(outputChangeOf)
  if (isLogCut && log) changes.push({ kind: "log", log })
  if (error) changes.push({ kind: "error", error })
  return changes
}

function errorOf(error: LatestTask["view"]["error"]): ShownError | undefined {
  return error && { name: error.name, message: error.message, stack: error.stack ?? "" }
}

function outputsOf(changes: readonly OutputChange[], cell: string, origin: OutputOrigin): NotebookCellOutput[] {
  return changes.flatMap((change) =>
    change.kind === "clear" || change.kind === "update" ? [] : [outputOf(change, cell, origin)],
  )
}

import type { NotebookCell, NotebookCellOutput } from "vscode"
import { isSuccess } from "../../kernel/flow/state.ts"
import type { LatestTask } from "../../kernel/history/messages.ts"
import type { RanCell } from "../../kernel/store/cellTable.ts"
import type { CellExecutions } from "../notebook/cellExecutions.ts"
import { kernelIdOf } from "../notebook/cells.ts"
import { outputOf, type OutputOrigin } from "../notebook/cellOutputs.ts"
import { outputChangeOf, type OutputChange, type ShownError } from "../notebook/outputs.ts"
import { logOf } from "./earlierRuns.ts"

/** What VS Code shows of how an execution ended. */
interface Ending {
  isGood: boolean | undefined
  /** Milliseconds since 1970; absent where the time stands below the cell. */
  timing?: { startedAt: number; endedAt: number }
  /** The number of the execution in its session. */
  order?: number
}

/**
 * Shows on a cell what its task showed in a run, with its success. VS Code takes both from executions alone; that changes
 * neither the document nor what can be undone. The task's time stands below the cell.
 */
export async function showStored(executions: CellExecutions, cell: NotebookCell, task: LatestTask): Promise<void> {
  const { view, run, line, outputs, isLogCut } = task
  const origin = { log: logOf(view, run), ...(line !== undefined && { line }) }
  const made = outputsOf(changesOf(outputs, errorOf(view.error), isLogCut, origin), kernelIdOf(cell), origin)
  const isOver = view.state !== "skipped" && view.state !== "cancelled"
  await showMade(executions, cell, made, { isGood: isOver ? isSuccess(view.state) : undefined })
}

/** The same for a cell that ran in a session. */
export async function showRan(executions: CellExecutions, cell: NotebookCell, ran: RanCell): Promise<void> {
  const { outputs, error, count, startedAt, endedAt } = ran
  const shownError = error && { ...error, stack: error.traceback.join("\n") }
  const made = outputsOf(changesOf(outputs, shownError, false, {}), kernelIdOf(cell), {})
  await showMade(executions, cell, made, { isGood: !error, order: count, timing: { startedAt, endedAt } })
}

async function showMade(
  executions: CellExecutions,
  cell: NotebookCell,
  made: NotebookCellOutput[],
  { isGood, order, timing }: Ending,
): Promise<void> {
  if (made.length > 0 && !(await showOutputs(executions, cell, made))) return
  const execution = executions.take(cell)
  if (!execution) return
  execution.executionOrder = order
  execution.start(timing?.startedAt)
  execution.end(isGood, timing?.endedAt)
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

import type { NotebookCell, NotebookCellOutput } from "vscode"
import type { CellExecutions } from "./cellExecutions.ts"

/** What VS Code shows of how an execution ended. */
export interface Ending {
  /** Undefined when that isn't known, or the cell didn't run to its end. */
  isGood: boolean | undefined
  /** Milliseconds since 1970; absent where the time stands below the cell. */
  timing?: { startTime: number; endTime: number }
  /** The number of the execution in its session. */
  order?: number
}

/**
 * Shows on a cell outputs of a run that is over, and how it ended, once what is being shown there is. VS Code takes both from
 * executions alone, of which a cell has one at a time; that changes neither the document nor what can be undone.
 */
export async function showOutputs(
  executions: CellExecutions,
  cell: NotebookCell,
  outputs: readonly NotebookCellOutput[],
  ending: Ending,
): Promise<void> {
  await executions.inTurn(cell, () => replaceAndEnd(executions, cell, outputs, ending))
}

async function replaceAndEnd(
  executions: CellExecutions,
  cell: NotebookCell,
  outputs: readonly NotebookCellOutput[],
  { isGood, timing, order }: Ending,
): Promise<void> {
  if ((outputs.length > 0 || cell.outputs.length > 0) && !(await replaceOutputs(executions, cell, outputs))) return
  // Not before: meanwhile the cell would be shown as running, and since then.
  const execution = executions.take(cell)
  if (!execution) return
  execution.executionOrder = order
  execution.start(timing?.startTime)
  execution.end(isGood, timing?.endTime)
}

/** @returns false when something else runs the cell, and shows that */
async function replaceOutputs(
  executions: CellExecutions,
  cell: NotebookCell,
  outputs: readonly NotebookCellOutput[],
): Promise<boolean> {
  const execution = executions.take(cell)
  if (!execution) return false
  execution.start()
  try {
    await execution.replaceOutput([...outputs])
  } finally {
    execution.end(undefined)
  }
  return true
}

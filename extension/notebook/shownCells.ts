import type { LogOutputChannel, NotebookCell, NotebookController, NotebookDocument } from "vscode"
import type { CellExecutions } from "./cellExecutions.ts"

/** What a cell shows: its outputs, and how it ended. */
type ShownCell = Pick<NotebookCell, "kind" | "outputs" | "executionSummary">

/** What a notebook's cells show, in their order. */
export type ShownCells = readonly ShownCell[]

/** What the cells of a notebook show at present. */
export function shownCells(notebook: NotebookDocument): ShownCells {
  return notebook.getCells().map(({ kind, outputs, executionSummary }) => ({ kind, outputs, executionSummary }))
}

/** Whether a cell shows something already, of a run since the notebook was opened. */
export function hasRun({ outputs, executionSummary }: Omit<ShownCell, "kind">): boolean {
  return outputs.length > 0 || executionSummary?.success !== undefined || executionSummary?.timing !== undefined
}

/**
 * Shows on the cells of a notebook what those showed whose place they take: VS Code opens a notebook that is saved under another
 * name without outputs, and takes them from executions alone.
 */
export async function showAgain(
  before: ShownCells,
  notebook: NotebookDocument,
  executions: CellExecutions,
  log: LogOutputChannel,
): Promise<void> {
  const cells = notebook.getCells()
  if (cells.length !== before.length || cells.some(({ kind }, index) => kind !== before[index]?.kind)) return
  const shown = cells.map(async (cell, index) => {
    const then = before[index]
    if (!then || !hasRun(then) || hasRun(cell) || executions.isWaiting(cell)) return
    await showOn(cell, then, executions)
  })
  for (const one of await Promise.allSettled(shown)) if (one.status === "rejected") log.warn(String(one.reason))
}

async function showOn(
  cell: NotebookCell,
  { outputs, executionSummary }: ShownCell,
  executions: CellExecutions,
): Promise<void> {
  const execution = executions.take(cell)
  if (!execution) return
  const { executionOrder, success, timing } = executionSummary ?? {}
  execution.executionOrder = executionOrder
  execution.start(timing?.startTime)
  try {
    if (outputs.length > 0) await execution.replaceOutput([...outputs])
  } finally {
    execution.end(success, timing?.endTime)
  }
}

/** Resolves when a controller is chosen for a notebook that is about to be shown: before that VS Code takes no executions. */
export function whenChosen(controller: NotebookController, notebook: NotebookDocument): Promise<void> {
  return new Promise((resolve) => {
    const listener = controller.onDidChangeSelectedNotebooks((change) => {
      if (change.notebook !== notebook || !change.selected) return
      listener.dispose()
      resolve()
    })
  })
}

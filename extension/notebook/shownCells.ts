import type { LogOutputChannel, NotebookCell, NotebookController, NotebookDocument } from "vscode"
import type { CellExecutions } from "./cellExecutions.ts"
import { showOutputs } from "./showOutputs.ts"

/** What a cell shows: its outputs, and how it ended. */
export type ShownCell = Pick<NotebookCell, "kind" | "outputs" | "executionSummary">

/** What a notebook's cells show, in their order. */
export type ShownCells = readonly ShownCell[]

/**
 * What the cells of a notebook show at present.
 * @param ownOf what a cell would show, where it shows something else for a while
 */
export function shownCells(
  notebook: NotebookDocument,
  ownOf: (cell: NotebookCell) => Omit<ShownCell, "kind"> | undefined = () => undefined,
): ShownCells {
  return notebook.getCells().map((cell) => {
    const { outputs, executionSummary } = ownOf(cell) ?? cell
    return { kind: cell.kind, outputs, executionSummary }
  })
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

/** Shows on a cell what it, or the one whose place it takes, showed before. */
export async function showOn(
  cell: NotebookCell,
  { outputs, executionSummary }: Omit<ShownCell, "kind">,
  executions: CellExecutions,
): Promise<void> {
  const { executionOrder: order, success, timing } = executionSummary ?? {}
  await showOutputs(executions, cell, outputs, {
    isGood: success,
    ...(timing && { timing }),
    ...(order !== undefined && { order }),
  })
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

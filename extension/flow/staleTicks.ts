import { Disposable, window, type NotebookCell, type NotebookDocument, type NotebookEditor } from "vscode"
import type { CellExecutions } from "../notebook/cellExecutions.ts"

/** How a cell's execution ended, as VS Code shows it. */
type Summary = NonNullable<NotebookCell["executionSummary"]>

/** Milliseconds without a change after which marks follow. */
const pause = 300

/** What shows executions of notebooks' cells. */
export interface OpenExecutions {
  openExecutionsOf(notebook: NotebookDocument): CellExecutions | undefined
}

/**
 * Takes VS Code's tick from cells that are stale, and gives it back when the edit is undone. VS Code takes ticks from executions
 * alone, so only what is seen is marked.
 */
export class StaleTicks implements Disposable {
  readonly #notebooks: OpenExecutions
  readonly #isStale: (cell: NotebookCell) => boolean | undefined
  /** What stale cells showed before. */
  readonly #taken = new WeakMap<NotebookCell, Summary>()
  readonly #scrolled: Disposable
  #timer: NodeJS.Timeout | undefined

  /** @param isStale whether what a cell ran for doesn't stand for the notebook any more; undefined while that can't be shown */
  constructor(notebooks: OpenExecutions, isStale: (cell: NotebookCell) => boolean | undefined) {
    this.#notebooks = notebooks
    this.#isStale = isStale
    this.#scrolled = window.onDidChangeNotebookEditorVisibleRanges(() => this.changed())
  }

  /** Something changed by which cells may be stale, or not any more. */
  changed(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => window.visibleNotebookEditors.forEach((editor) => this.#mark(editor)), pause)
  }

  dispose(): void {
    clearTimeout(this.#timer)
    this.#scrolled.dispose()
  }

  #mark({ notebook, visibleRanges }: NotebookEditor): void {
    if (notebook.notebookType !== "tsnb") return
    for (const range of visibleRanges) for (const cell of notebook.getCells(range)) this.#markCell(cell)
  }

  #markCell(cell: NotebookCell): void {
    const isStale = this.#isStale(cell)
    const summary = cell.executionSummary
    const before = this.#taken.get(cell)
    if (isStale === true && summary?.success === true) {
      if (this.#show(cell, summary, undefined)) this.#taken.set(cell, summary)
    }
    if (isStale !== false || !before) return
    // It may have run since.
    if (summary?.success !== undefined || this.#show(cell, before, true)) this.#taken.delete(cell)
  }

  #show(cell: NotebookCell, { executionOrder, timing }: Summary, success: boolean | undefined): boolean {
    const executions = this.#notebooks.openExecutionsOf(cell.notebook)
    const execution = executions?.isWaiting(cell) === false ? executions.take(cell) : undefined
    if (!execution) return false
    execution.executionOrder = executionOrder
    // An execution that never starts isn't shown as running.
    if (success !== undefined && timing) execution.start(timing.startTime)
    execution.end(success, success === undefined ? undefined : timing?.endTime)
    return true
  }
}

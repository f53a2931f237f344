import { Disposable, EventEmitter, NotebookRange, window, workspace, type Event, type NotebookCell } from "vscode"

/** How many cells before and behind those in view count as in view: who scrolls gets there soon. */
const margin = 10

/** Which cells are in view in some editor, or close to it. */
export class CellsInView implements Disposable {
  readonly #changed = new EventEmitter<void>()
  readonly #listeners: Disposable
  /** Undefined when they may be others than they were. */
  #cells: ReadonlySet<NotebookCell> | undefined

  constructor() {
    const forget = (): void => {
      this.#cells = undefined
      this.#changed.fire()
    }
    this.#listeners = Disposable.from(
      window.onDidChangeNotebookEditorVisibleRanges(forget),
      window.onDidChangeVisibleNotebookEditors(forget),
      workspace.onDidChangeNotebookDocument(({ contentChanges }) => {
        if (contentChanges.length > 0) forget()
      }),
    )
  }

  /** Fires when they may be others. */
  get onChanged(): Event<void> {
    return this.#changed.event
  }

  has(cell: NotebookCell): boolean {
    this.#cells ??= cellsInView()
    return this.#cells.has(cell)
  }

  dispose(): void {
    this.#listeners.dispose()
    this.#changed.dispose()
  }
}

function cellsInView(): ReadonlySet<NotebookCell> {
  const cells = window.visibleNotebookEditors.flatMap(({ notebook, visibleRanges }) =>
    visibleRanges.flatMap(({ start, end }) => {
      const first = Math.max(0, start - margin)
      return notebook.getCells(new NotebookRange(first, Math.max(first, Math.min(notebook.cellCount, end + margin))))
    }),
  )
  return new Set(cells)
}

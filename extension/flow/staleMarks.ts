import { Disposable, Range, ThemeColor, window, workspace, type NotebookCell, type TextEditor } from "vscode"

/** Milliseconds without a change after which marks follow. */
const pause = 100

/**
 * Gives the code of stale cells a breath of the colour of warnings: what stands below a cell can't have a colour. A line beside the
 * code would touch it, as an editor draws nothing to the left of its text for extensions.
 */
export class StaleMarks implements Disposable {
  readonly #isStale: (cell: NotebookCell) => boolean | undefined
  readonly #tint = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor("editorMarkerNavigationWarning.headerBackground"),
  })
  readonly #marked = new WeakSet<TextEditor>()
  readonly #listener: Disposable
  #timer: NodeJS.Timeout | undefined

  /** @param isStale whether what a cell ran for doesn't stand for the notebook any more; undefined while that can't be told */
  constructor(isStale: (cell: NotebookCell) => boolean | undefined) {
    this.#isStale = isStale
    this.#listener = window.onDidChangeVisibleTextEditors(() => this.changed())
  }

  /** Something changed by which cells may be stale, or not any more. */
  changed(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#mark(), pause)
  }

  dispose(): void {
    clearTimeout(this.#timer)
    this.#listener.dispose()
    this.#tint.dispose()
  }

  #mark(): void {
    const open = workspace.notebookDocuments.filter(({ notebookType }) => notebookType === "tsnb")
    const cells = new Map(open.flatMap((notebook) => notebook.getCells().map((cell) => [cell.document, cell] as const)))
    for (const editor of window.visibleTextEditors) {
      const cell = cells.get(editor.document)
      const isStale = cell && this.#isStale(cell) === true
      if (isStale !== true && !this.#marked.delete(editor)) continue
      if (isStale === true) this.#marked.add(editor)
      const all = new Range(0, 0, editor.document.lineCount, 0)
      editor.setDecorations(this.#tint, isStale === true ? [all] : [])
    }
  }
}

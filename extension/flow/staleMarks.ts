import { Disposable, Range, ThemeColor, window, workspace, type NotebookCell, type TextEditor } from "vscode"

/** Milliseconds without a change after which marks follow. */
const pause = 100

/** Draws a line in the colour of warnings beside the code of stale cells: what stands below a cell can't have a colour. */
export class StaleMarks implements Disposable {
  readonly #isStale: (cell: NotebookCell) => boolean | undefined
  readonly #line = window.createTextEditorDecorationType({
    isWholeLine: true,
    borderStyle: "solid",
    borderWidth: "0 0 0 2px",
    borderColor: new ThemeColor("notificationsWarningIcon.foreground"),
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
    this.#line.dispose()
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
      editor.setDecorations(this.#line, isStale === true ? [all] : [])
    }
  }
}

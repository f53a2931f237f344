import { commands, window, type Disposable, type NotebookController, type NotebookDocument } from "vscode"

/** What VS Code knows the extension by: publisher and name. */
const extension = "tsnb.tsnb"

/**
 * Chooses the controller for notebooks as they come to the front. VS Code does so by itself only when a cell is run by
 * hand, and until then shows nothing of a flow's run on the cells.
 */
export class ControllerSelection implements Disposable {
  readonly #controller: NotebookController
  readonly #selected = new WeakSet<NotebookDocument>()
  readonly #listeners: readonly Disposable[]
  readonly #report: (error: unknown) => void

  constructor(controller: NotebookController, report: (error: unknown) => void) {
    this.#controller = controller
    this.#report = report
    this.#listeners = [
      controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
        if (selected) this.#selected.add(notebook)
        else this.#selected.delete(notebook)
      }),
      window.onDidChangeActiveNotebookEditor(() => this.#selectForActive()),
    ]
    this.#selectForActive()
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose()
  }

  #selectForActive(): void {
    this.#select().catch(this.#report)
  }

  async #select(): Promise<void> {
    const notebookEditor = window.activeNotebookEditor
    const notebook = notebookEditor?.notebook
    if (notebook?.notebookType !== this.#controller.notebookType || this.#selected.has(notebook)) return
    await commands.executeCommand("notebook.selectKernel", { notebookEditor, id: this.#controller.id, extension })
  }
}

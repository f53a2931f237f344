import { window, type NotebookCell, type NotebookDocument } from "vscode"

/** The notebook in front, when it is one of tsnb's. */
export function notebookInFront(): NotebookDocument | undefined {
  const notebook = window.activeNotebookEditor?.notebook
  return notebook?.notebookType === "tsnb" ? notebook : undefined
}

/** The notebook in front; beside another editor, such as the flow panel, one that is seen. */
export function shownNotebook(): NotebookDocument | undefined {
  const editors = [window.activeNotebookEditor, ...window.visibleNotebookEditors]
  return editors.find((editor) => editor?.notebook.notebookType === "tsnb")?.notebook
}

/** The cell that is selected in the notebook in front; undefined also where there are no cells. */
export function selectedCell(): NotebookCell | undefined {
  const notebook = notebookInFront()
  const { start = 0 } = window.activeNotebookEditor?.selection ?? {}
  return notebook && start < notebook.cellCount ? notebook.cellAt(start) : undefined
}

/** The cell whose menu or status a command was chosen in, by the command's argument. */
export function chosenCell(argument: unknown): NotebookCell | undefined {
  return notebookInFront()
    ?.getCells()
    .find((cell) => cell === argument)
}

import { NotebookCellData, NotebookCellKind, NotebookData, window, workspace } from "vscode"
import { cellLanguage } from "../notebook/cellData.ts"

/** Opens a new notebook that isn't saved yet. */
export async function newNotebook(): Promise<void> {
  const cell = new NotebookCellData(NotebookCellKind.Code, "", cellLanguage)
  const notebook = await workspace.openNotebookDocument("tsnb", new NotebookData([cell]))
  await window.showNotebookDocument(notebook)
}

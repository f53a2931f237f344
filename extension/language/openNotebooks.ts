import { workspace, type NotebookCell, type TextDocument, type Uri } from "vscode"
import { cellLanguage } from "../notebook/cellData.ts"

/** Cells whose directives and code are tsnb's. */
export const codeCells = { notebookType: "tsnb", language: cellLanguage }

/** The cell whose text a document is. */
export function cellOfDocument(document: TextDocument): NotebookCell | undefined {
  return cellOfUri(document.uri)
}

/** The cell at the address of its text. */
export function cellOfUri(uri: Uri): NotebookCell | undefined {
  const wanted = uri.toString()
  // A cell's address is the notebook's with another scheme and a fragment.
  const near = workspace.notebookDocuments.filter((one) => one.notebookType === "tsnb" && one.uri.path === uri.path)
  return near.flatMap((notebook) => notebook.getCells()).find(({ document }) => document.uri.toString() === wanted)
}

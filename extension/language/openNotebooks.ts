import { workspace, type NotebookCell, type NotebookDocument, type TextDocument, type Uri } from "vscode"
import { cellLanguage } from "../notebook/cellData.ts"
import { idOf, isCodeCell } from "../notebook/cells.ts"
import type { FlowGraph } from "../../kernel/flow/graph.ts"
import { graphOf } from "./diagnostics/locate.ts"

/** Cells whose directives and code are tsnb's. */
export const codeCells = { notebookType: "tsnb", language: cellLanguage }

/** The graph of an open notebook as it stands, saved or not. */
export function openGraph(notebook: NotebookDocument): FlowGraph {
  return graphOf(
    notebook.getCells().map((cell) => {
      const isCode = isCodeCell(cell)
      return { id: idOf(cell), isCode, text: isCode ? cell.document.getText() : "" }
    }),
  )
}

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

import { NotebookCellKind, type NotebookCell, type NotebookDocument } from "vscode"
import type { SentFlowCell } from "../../kernel/jupyter/flow/messages.ts"
import { parseNotebook } from "../../kernel/notebook/tsnb.ts"
import { cellLanguage } from "../notebook/cellData.ts"
import { fileText } from "../notebook/serializer.ts"

/** What a cell is known by while its notebook is open: VS Code gives each its own address, and keeps it. */
export function cellId(cell: NotebookCell): string {
  return cell.document.uri.toString()
}

/** A notebook's code cells as the kernel takes them, with the lines that they would have in the saved file. */
export function sentCells(notebook: NotebookDocument): readonly SentFlowCell[] {
  const lines = linesInFile(notebook)
  return notebook
    .getCells()
    .filter((cell) => cell.kind === NotebookCellKind.Code && cell.document.languageId === cellLanguage)
    .map((cell) => ({ id: cellId(cell), source: cell.document.getText(), line: lines[cell.index] ?? 1 }))
}

function linesInFile(notebook: NotebookDocument): readonly number[] {
  return parseNotebook(fileText(notebook)).cells.map(({ line }) => line)
}

import type { NotebookDocument } from "vscode"
import type { SentFlowCell } from "../../kernel/jupyter/flow/messages.ts"
import { parseNotebook } from "../../kernel/notebook/tsnb.ts"
import { kernelIdOf, isCodeCell } from "../notebook/cells.ts"
import { fileText } from "../notebook/serializer.ts"

/** A notebook's code cells as the kernel takes them, with the lines that they would have in the saved file. */
export function sentCells(notebook: NotebookDocument): readonly SentFlowCell[] {
  const lines = linesInFile(notebook)
  return notebook
    .getCells()
    .filter(isCodeCell)
    .map((cell) => ({
      id: kernelIdOf(cell),
      source: cell.document.getText(),
      line: lines[cell.index] ?? 1,
      title: `cell ${cell.index + 1}`,
    }))
}

function linesInFile(notebook: NotebookDocument): readonly number[] {
  return parseNotebook(fileText(notebook)).cells.map(({ line }) => line)
}

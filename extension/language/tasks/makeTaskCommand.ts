import { Uri, window, workspace, WorkspaceEdit, type NotebookCell, type TextDocument } from "vscode"
import { findDirective } from "../../../kernel/cell/directive/index.ts"
import { cellOf } from "../notebookNames.ts"
import { isCodeCell, kernelIdOf } from "../../notebook/cells.ts"
import { selectedCell } from "../../notebook/inFront.ts"
import { notebookGraph } from "../../flow/notebookGraph.ts"
import { cellOfUri } from "../openNotebooks.ts"
import { makeTask, type Insertion } from "./makeTask.ts"

/** Whether a cell has code and no directive yet. Asked whenever the cursor moves. */
export function canBeTask(document: TextDocument): boolean {
  const text = document.getText()
  return text.trim() !== "" && !findDirective(text).found
}

/**
 * Makes a cell a task by a directive with a name from what it defines; it can be undone.
 * @param given the cell whose menu was used, or its document's address; otherwise the cell in focus is meant
 */
export async function makeCellTask(given?: unknown): Promise<void> {
  const cell = givenCell(given) ?? selectedCell()
  const insertion = cell && insertionFor(cell)
  if (!cell || !insertion) {
    await window.showInformationMessage(reasonAgainst(cell))
    return
  }
  const edit = new WorkspaceEdit()
  edit.insert(cell.document.uri, cell.document.positionAt(insertion.offset), insertion.text)
  await workspace.applyEdit(edit)
}

function givenCell(given: unknown): NotebookCell | undefined {
  const { document } = cellLike(given)
  const uri = given instanceof Uri ? given : document instanceof Object && "uri" in document ? document.uri : undefined
  return uri instanceof Uri ? cellOfUri(uri) : undefined
}

function cellLike(given: unknown): { document?: unknown } {
  return typeof given === "object" && given !== null && "document" in given ? given : {}
}

function insertionFor(cell: NotebookCell): Insertion | undefined {
  if (!isCodeCell(cell)) return undefined
  const graph = notebookGraph(cell.notebook).graph
  const node = cellOf(graph, kernelIdOf(cell))
  return node && makeTask(graph, node)
}

function reasonAgainst(cell: NotebookCell | undefined): string {
  if (!cell) return "Choose a cell of a TypeScript notebook first."
  if (!isCodeCell(cell)) return "Only a cell with code can be a task."
  if (cell.document.getText().trim() === "") return "The cell is empty: write what the task does first."
  return "The cell has a directive already, and a cell has one."
}

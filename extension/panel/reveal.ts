import type { NotebookDocument } from "vscode"
import { notebookGraph } from "../flow/notebookGraph.ts"
import { cellById, goToCell } from "../notebook/goTo.ts"

/**
 * Goes to what the panel names.
 * @param place a cell by its id, a line in it, or without a cell a line of the notebook's file; lines are 1-based
 */
export async function reveal(notebook: NotebookDocument, place: { cell?: string; line?: number }): Promise<void> {
  const { cell: id, line } = place.cell === undefined ? cellAtLine(notebook, place.line ?? 1) : place
  const cell = id === undefined ? undefined : cellById(notebook, id)
  if (cell) await goToCell(cell, line === undefined ? undefined : { line, column: 1 })
}

function cellAtLine(notebook: NotebookDocument, line: number): { cell?: string; line?: number } {
  const sent = notebookGraph(notebook).cells.findLast((one) => one.line <= line)
  return sent ? { cell: sent.id, line: line - sent.line + 1 } : {}
}

import {
  commands,
  NotebookEditorRevealType,
  NotebookRange,
  Range,
  ViewColumn,
  window,
  type NotebookCell,
  type NotebookDocument,
} from "vscode"
import { sentCells } from "../flow/sentCells.ts"
import { kernelIdOf } from "../notebook/cells.ts"

/**
 * Shows a cell in the notebook's editor, and leaves the focus where it is; with a line, the cursor goes there.
 * @param place a cell by its id, a line in it, or without a cell a line of the notebook's file; lines are 1-based
 */
export async function reveal(notebook: NotebookDocument, place: { cell?: string; line?: number }): Promise<void> {
  const found =
    place.cell === undefined ? cellAtLine(notebook, place.line ?? 1) : cellById(notebook, place.cell, place.line)
  if (!found) return
  const { cell, line } = found
  const open = window.visibleNotebookEditors.find((editor) => editor.notebook === notebook)
  const viewColumn = open?.viewColumn ?? ViewColumn.One
  if (line !== undefined) {
    const selection = new Range(line - 1, 0, line - 1, 0)
    await commands.executeCommand("vscode.open", cell.document.uri, { viewColumn, selection })
    return
  }
  const range = new NotebookRange(cell.index, cell.index + 1)
  const editor = open ?? (await window.showNotebookDocument(notebook, { viewColumn, preserveFocus: true }))
  editor.selections = [range]
  editor.revealRange(range, NotebookEditorRevealType.InCenterIfOutsideViewport)
}

interface Found {
  cell: NotebookCell
  /** 1-based, within the cell. */
  line?: number
}

function cellById(notebook: NotebookDocument, id: string, line: number | undefined): Found | undefined {
  const cell = notebook.getCells().find((one) => kernelIdOf(one) === id)
  return cell && { cell, ...(line !== undefined && { line }) }
}

function cellAtLine(notebook: NotebookDocument, line: number): Found | undefined {
  const sent = sentCells(notebook).findLast((one) => one.line <= line)
  return sent && cellById(notebook, sent.id, line - sent.line + 1)
}

import {
  commands,
  NotebookEditorRevealType,
  NotebookRange,
  Position,
  Range,
  ViewColumn,
  window,
  type NotebookCell,
  type NotebookDocument,
} from "vscode"
import { kernelIdOf } from "./cells.ts"

/** A place in a cell's text; both from 1. */
export interface CellPlace {
  line: number
  column: number
}

/**
 * Shows a cell in its notebook's editor, which is opened where it isn't seen.
 * @param place where the cursor goes, with the focus; without it the cell is chosen, and the focus stays where it is
 */
export async function goToCell({ notebook, index, document }: NotebookCell, place?: CellPlace): Promise<void> {
  const open = window.visibleNotebookEditors.find((editor) => editor.notebook === notebook)
  const viewColumn = open?.viewColumn ?? ViewColumn.One
  const editor = open ?? (await window.showNotebookDocument(notebook, { viewColumn, preserveFocus: true }))
  const range = new NotebookRange(index, index + 1)
  editor.selections = [range]
  editor.revealRange(range, NotebookEditorRevealType.InCenterIfOutsideViewport)
  if (!place) return
  const at = new Position(place.line - 1, place.column - 1)
  await commands.executeCommand("vscode.open", document.uri, { viewColumn, selection: new Range(at, at) })
}

/** The cell that the kernel knows by an id. */
export function cellById(notebook: NotebookDocument, id: string): NotebookCell | undefined {
  return notebook.getCells().find((cell) => kernelIdOf(cell) === id)
}

import { commands, Disposable, NotebookCellKind } from "vscode"
import { notebookInFront } from "../notebook/inFront.ts"

/** The commands that hide the code of all cells, for people who want to read what it shows, and show it again. */
export function registerCodeCommands(): Disposable {
  return Disposable.from(
    commands.registerCommand("tsnb.hideCode", () => onCodeCells("notebook.cell.collapseCellInput")),
    commands.registerCommand("tsnb.showCode", () => onCodeCells("notebook.cell.expandCellInput")),
  )
}

/** @param command one of VS Code's own that takes ranges of cells: those for all cells would hide Markdown, too */
async function onCodeCells(command: string): Promise<void> {
  const notebook = notebookInFront()
  if (!notebook) return
  const ranges = notebook
    .getCells()
    .filter(({ kind }) => kind === NotebookCellKind.Code)
    .map(({ index }) => ({ start: index, end: index + 1 }))
  if (ranges.length > 0) await commands.executeCommand(command, { ranges, document: notebook.uri })
}

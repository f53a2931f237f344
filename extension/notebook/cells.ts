import { randomUUID } from "node:crypto"
import { NotebookCellKind, type NotebookCell, type NotebookDocument } from "vscode"
import { rawLanguage } from "./cellData.ts"

/** What a cell is known by while its notebook is open: VS Code gives each its own address, and keeps it. */
export function idOf({ document }: NotebookCell): string {
  return document.uri.toString()
}

/** Ids of cells whose notebook took the place of another, by the document of their text. */
const keptIds = new WeakMap<object, string>()
/** Windows give the same addresses to other cells, and a kernel may outlive its window. */
const windowId = randomUUID()

/** What the kernel knows a cell by: its own, which stays when the notebook gets another name or another window. */
export function kernelIdOf(cell: NotebookCell): string {
  return keptIds.get(cell.document) ?? `${idOf(cell)} ${windowId}`
}

/**
 * Lets the cells of a notebook go on as those of the one whose place it takes.
 * @param before the code cells of that one, as the kernel knows them
 */
export function keepIds(before: readonly { id: string; source: string }[], after: NotebookDocument): void {
  const left = Map.groupBy(before, ({ source }) => source)
  for (const { document } of after.getCells().filter(isCodeCell)) {
    const old = left.get(document.getText())?.shift()
    if (old) keptIds.set(document, old.id)
  }
}

/** Whether a cell is saved as code, and so belongs to the flow, whatever language it is shown in. */
export function isCodeCell({ kind, document }: NotebookCell): boolean {
  return kind === NotebookCellKind.Code && document.languageId !== rawLanguage
}

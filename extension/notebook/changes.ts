import type { NotebookDocument, NotebookDocumentChangeEvent } from "vscode"

/** Whether a change is one of a notebook's cells or of their text. Outputs and states of execution don't matter. */
export function changesText({ contentChanges, cellChanges }: NotebookDocumentChangeEvent): boolean {
  return contentChanges.length > 0 || cellChanges.some(({ document }) => document !== undefined)
}

/** Grows with every edit of a notebook or of one of its cells. */
export function versionOf(notebook: NotebookDocument): number {
  return notebook.getCells().reduce((sum, { document }) => sum + document.version, notebook.version)
}

import type { NotebookDocumentChangeEvent } from "vscode"

/** Whether a change is one of a notebook's cells or of their text. Outputs and states of execution don't matter. */
export function changesText({ contentChanges, cellChanges }: NotebookDocumentChangeEvent): boolean {
  return contentChanges.length > 0 || cellChanges.some(({ document }) => document !== undefined)
}

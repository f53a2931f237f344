import { NotebookCellKind, type NotebookCell } from "vscode"
import { rawLanguage } from "./cellData.ts"

/** What a cell is known by while its notebook is open: VS Code gives each its own address, and keeps it. */
export function idOf({ document }: NotebookCell): string {
  return document.uri.toString()
}

/** Whether a cell is saved as code, and so belongs to the flow, whatever language it is shown in. */
export function isCodeCell({ kind, document }: NotebookCell): boolean {
  return kind === NotebookCellKind.Code && document.languageId !== rawLanguage
}

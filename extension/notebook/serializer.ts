import {
  NotebookCellData,
  NotebookCellKind,
  NotebookData,
  window,
  type NotebookDocument,
  type NotebookSerializer,
} from "vscode"
import { parseNotebook, printNotebook } from "../../kernel/notebook/tsnb.ts"
import { NotTextError, textOf } from "../../kernel/notebook/bytes.ts"
import { fromEditor, toEditor } from "./cellData.ts"

/** Reads and writes `.tsnb` files for the editor; outputs aren't in the file. */
export const serializer: NotebookSerializer = {
  /** @throws {NotTextError} rather than showing an empty notebook, which would be saved over the file */
  deserializeNotebook(bytes) {
    const { cells, metadata } = toEditor(parseNotebook(soundText(bytes)))
    const notebook = new NotebookData(
      cells.map(({ isMarkup, language, text, metadata }) => {
        const cell = new NotebookCellData(isMarkup ? NotebookCellKind.Markup : NotebookCellKind.Code, text, language)
        cell.metadata = { ...metadata }
        return cell
      }),
    )
    notebook.metadata = { ...metadata }
    return notebook
  },

  serializeNotebook(notebook) {
    return new TextEncoder().encode(print(notebook))
  },
}

function soundText(bytes: Uint8Array): string {
  try {
    return textOf(bytes)
  } catch (error) {
    // In the place of the editor, VS Code mostly says no more than that something went wrong.
    if (error instanceof NotTextError) void window.showErrorMessage(error.message)
    throw error
  }
}

/** The text that a notebook would have if it were saved now. */
export function fileText(notebook: NotebookDocument): string {
  const cells = notebook.getCells().map(({ kind, document, metadata }) => {
    const cell = new NotebookCellData(kind, document.getText(), document.languageId)
    cell.metadata = metadata
    return cell
  })
  return print({ cells, metadata: notebook.metadata })
}

function print({ cells, metadata = {} }: NotebookData): string {
  const content = fromEditor({
    metadata,
    cells: cells.map(({ kind, languageId, value, metadata = {} }) => ({
      isMarkup: kind === NotebookCellKind.Markup,
      language: languageId,
      text: value,
      metadata,
    })),
  })
  return printNotebook(content)
}

import {
  NotebookCellData,
  NotebookCellKind,
  NotebookData,
  type NotebookDocument,
  type NotebookSerializer,
} from "vscode"
import { parseNotebook, printNotebook } from "../../kernel/notebook/tsnb.ts"
import { textOf } from "../../kernel/notebook/bytes.ts"
import { fromEditor, toEditor } from "./cellData.ts"

/** Reads and writes `.tsnb` files for the editor; outputs aren't in the file. */
export const serializer: NotebookSerializer = {
  /** @throws {NotTextError} rather than showing an empty notebook, which would be saved over the file */
  deserializeNotebook(bytes) {
    const { cells, metadata } = toEditor(parseNotebook(textOf(bytes)))
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

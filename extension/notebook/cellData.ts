import { decodeCellFacts, decodeNotebookFacts } from "../../kernel/notebook/cellFacts.ts"
import type { Cell, CellContent, CellKind, Notebook, NotebookContent } from "../../kernel/notebook/document.ts"

/** Language of a code cell in the editor. */
export const cellLanguage = "tsnb"
const markdownLanguage = "markdown"
export const rawLanguage = "raw"

/** A cell as the editor has it; VS Code's `NotebookCellData` in plain values. */
export interface EditorCell {
  isMarkup: boolean
  language: string
  text: string
  metadata: Readonly<Record<string, unknown>>
}

/** A notebook as the editor has it. */
export interface EditorNotebook {
  cells: readonly EditorCell[]
  metadata: Readonly<Record<string, unknown>>
}

/** The editor's form of a notebook that was read from a file. */
export function toEditor(notebook: Notebook): EditorNotebook {
  const { header, lineEnd } = notebook
  return { cells: notebook.cells.map(toEditorCell), metadata: { header, lineEnd } }
}

function toEditorCell({ kind, source, title, id, depth, metadata: own, original }: Cell): EditorCell {
  const language = kind === "markdown" ? markdownLanguage : kind === "raw" ? rawLanguage : cellLanguage
  return {
    isMarkup: kind === "markdown",
    language,
    text: source,
    metadata: { title, id, depth, metadata: own, original },
  }
}

/** The notebook to print. What the editor, or another extension, put into the metadata is taken as far as it fits. */
export function fromEditor({ cells, metadata }: EditorNotebook): NotebookContent {
  return {
    ...decodeNotebookFacts(metadata),
    cells: cells.map(fromEditorCell),
  }
}

function fromEditorCell({ isMarkup, language, text, metadata }: EditorCell): CellContent {
  const kind: CellKind = isMarkup ? "markdown" : language === rawLanguage ? "raw" : "code"
  return { kind, source: text, ...decodeCellFacts(metadata) }
}

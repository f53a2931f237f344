import { decodeCellFacts, decodeNotebookFacts, decodeOddPieces } from "../../kernel/notebook/cellFacts.ts"
import type { Cell, CellContent, CellKind, LineEnd, Notebook, NotebookContent } from "../../kernel/notebook/document.ts"
import { withPlainLineEnds } from "../../kernel/notebook/lines.ts"
import { oddPieces, originalWith } from "../../kernel/notebook/oddPieces.ts"

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
  return { cells: notebook.cells.map((cell) => toEditorCell(cell, lineEnd)), metadata: { header, lineEnd } }
}

function toEditorCell(cell: Cell, lineEnd: LineEnd): EditorCell {
  const { kind, source, title, id, depth, metadata: own } = cell
  // VS Code shows metadata as a part of the notebook, also between two versions of it: no more than has to be kept.
  const odd = oddPieces(cell, lineEnd)
  const language = kind === "markdown" ? markdownLanguage : kind === "raw" ? rawLanguage : cellLanguage
  return {
    isMarkup: kind === "markdown",
    language,
    text: source,
    metadata: { title, id, depth, metadata: own, odd },
  }
}

/** The notebook to print. What the editor, or another extension, put into the metadata is taken as far as it fits. */
export function fromEditor({ cells, metadata }: EditorNotebook): NotebookContent {
  const facts = decodeNotebookFacts(metadata)
  return { ...facts, cells: cells.map((cell) => fromEditorCell(cell, facts.lineEnd ?? "\n")) }
}

function fromEditorCell({ isMarkup, language, text, metadata }: EditorCell, lineEnd: LineEnd): CellContent {
  const kind: CellKind = isMarkup ? "markdown" : language === rawLanguage ? "raw" : "code"
  const cell = { kind, source: withPlainLineEnds(text), ...decodeCellFacts(metadata) }
  return { ...cell, original: originalWith(decodeOddPieces(metadata["odd"]), cell, lineEnd) }
}

import type { Asking, OpenNotebook } from "../openNotebook.ts"
import type { TextPosition, TextRange } from "../positions.ts"
import { readEdits, type TextEdit } from "./places.ts"

/** `FormattingOptions` of the protocol. */
export interface Formatting {
  tabSize: number
  insertSpaces: boolean
}

/** The changes that format a cell, or a part of it. */
export async function formatCell(
  notebook: OpenNotebook,
  source: string,
  options: Formatting,
  range?: TextRange,
  asking: Asking = {},
): Promise<readonly TextEdit[]> {
  const method = range ? "textDocument/rangeFormatting" : "textDocument/formatting"
  const edits = readEdits(await notebook.askAlone(source, method, { options, ...(range && { range }) }, asking))
  return edits.filter(({ newText, range }) => newText !== "" || !isEmpty(range))
}

/** The changes that format what was just written. */
export async function formatTyped(
  notebook: OpenNotebook,
  source: string,
  options: Formatting,
  position: TextPosition,
  character: string,
  asking: Asking = {},
): Promise<readonly TextEdit[]> {
  const parameters = { options, position, ch: character }
  return readEdits(await notebook.askAlone(source, "textDocument/onTypeFormatting", parameters, asking))
}

function isEmpty({ start, end }: TextRange): boolean {
  return start.line === end.line && start.character === end.character
}

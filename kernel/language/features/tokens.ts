import { array, number, readPosition, record, string } from "../answer.ts"
import type { Asking, FlowView, OpenNotebook } from "../openNotebook.ts"
import { lineStarts, positionIn, type TextPosition, type TextRange } from "../positions.ts"
import { moduleRange } from "./places.ts"

/** A name and what it is; numbers by the lists of `clientProfile.ts`. */
export interface CellToken extends TextPosition {
  length: number
  type: number
  modifiers: number
}

/** The colours of a cell's names. */
export async function tokensOf(
  notebook: OpenNotebook,
  view: FlowView,
  cell: number,
  asking: Asking = {},
): Promise<readonly CellToken[]> {
  const range = moduleRange(view, cell)
  const answer = record(await notebook.ask(view, "textDocument/semanticTokens/range", { range }, asking))
  const data = array(answer["data"]).map((each) => number(each) ?? 0)
  const starts = lineStarts(view.cells[cell]?.source ?? "")
  const tokens: CellToken[] = []
  let line = 0
  let character = 0
  for (let index = 0; index + 4 < data.length; index += 5) {
    const [lines = 0, characters = 0, length = 0, type = 0, modifiers = 0] = data.slice(index, index + 5)
    line += lines
    character = lines > 0 ? characters : character + characters
    const span = view.module.span({ start: { line, character }, end: { line, character: character + length } })
    if (span?.cell === cell) tokens.push({ ...positionIn(starts, span.start), length, type, modifiers })
  }
  return tokens.toSorted((first, second) => first.line - second.line || first.character - second.character)
}

/** A note between the letters of a cell: the type of a name, or what an argument is called. */
export interface CellHint {
  position: TextPosition
  label: string
  /** 1 for a type, 2 for a parameter. */
  kind: number | undefined
  paddingLeft: boolean
  paddingRight: boolean
}

export async function hintsOf(
  notebook: OpenNotebook,
  view: FlowView,
  cell: number,
  range: TextRange,
  asking: Asking = {},
): Promise<readonly CellHint[]> {
  const asked = { range: moduleRange(view, cell, range) }
  const starts = lineStarts(view.cells[cell]?.source ?? "")
  return array(await notebook.ask(view, "textDocument/inlayHint", asked, asking)).flatMap((each) => {
    const hint = record(each)
    const position = readPosition(hint["position"])
    const place = position && view.module.find(position)
    if (!position || place?.cell !== cell) return []
    // Where a piece begins behind made code, the note is about that.
    const offset = view.module.offset(position) ?? 0
    if (
      view.module.text.slice(offset - 2, offset) === ">(" &&
      view.cells[cell]?.parameters.some(({ start }) => start === place.offset)
    )
      return []
    return [
      {
        position: positionIn(starts, place.offset),
        label: labelOf(hint["label"]),
        kind: number(hint["kind"]),
        paddingLeft: hint["paddingLeft"] === true,
        paddingRight: hint["paddingRight"] === true,
      },
    ]
  })
}

function labelOf(label: unknown): string {
  if (typeof label === "string") return label
  return array(label)
    .map((part) => string(record(part)["value"]) ?? "")
    .join("")
}

import { array, readRange, record, string } from "../answer.ts"
import { sameUri } from "../fileUri.ts"
import type { FlowCell } from "../flowCell.ts"
import type { FlowLanguage } from "../flowLanguage.ts"
import type { FlowView, OpenNotebook } from "../openNotebook.ts"
import type { CellSpan } from "../notebookModule.ts"
import { lineStarts, offsetIn, positionIn, type TextPosition, type TextRange } from "../positions.ts"

/** A place in a cell, as editors count: lines and UTF-16 units from 0. */
export interface CellPosition extends TextPosition {
  /** Index of the cell among the code cells. */
  cell: number
}

/** A part of a cell. */
export interface CellRange {
  cell: number
  range: TextRange
}

/** A place that an answer names: in a cell of a notebook, or in a file. */
export type Target =
  | ({ kind: "cell"; notebook: OpenNotebook } & CellRange)
  | { kind: "file"; uri: string; range: TextRange }

/** A range in one of the server's documents. */
export interface ServerLocation {
  uri: string
  range: TextRange
}

/** A change of text. */
export interface TextEdit {
  range: TextRange
  newText: string
}

/** A place in a cell as one in the module. */
export function modulePosition({ cells, module }: FlowView, { cell, ...position }: CellPosition): TextPosition {
  const offset = offsetIn(lineStarts(sourceOf(cells, cell)), position) ?? 0
  return module.position({ cell, offset })
}

/** A part of a cell as a range of the module; the whole cell unless given. */
export function moduleRange(view: FlowView, cell: number, range?: TextRange): TextRange {
  const source = sourceOf(view.cells, cell)
  if (!range) {
    const [start, end] = [0, source.length].map((offset) => view.module.position({ cell, offset }))
    return { start: start ?? origin, end: end ?? origin }
  }
  return {
    start: modulePosition(view, { cell, ...range.start }),
    end: modulePosition(view, { cell, ...range.end }),
  }
}

const origin: TextPosition = { line: 0, character: 0 }

/** A span of a cell as its lines. */
export function cellRange({ cells }: FlowView, { cell, start, end }: CellSpan): CellRange {
  const starts = lineStarts(sourceOf(cells, cell))
  return { cell, range: { start: positionIn(starts, start), end: positionIn(starts, end) } }
}

/** The part of a cell that a range of the module is, when it is one. */
export function rangeInCell(view: FlowView, range: TextRange | undefined): CellRange | undefined {
  const span = range && view.module.span(range)
  return span && cellRange(view, span)
}

/** A range of the module as one of a certain cell. */
export function rangeOf(view: FlowView, cell: number, range: TextRange | undefined): TextRange | undefined {
  const found = rangeInCell(view, range)
  return found?.cell === cell ? found.range : undefined
}

/** What stands in a cell at a span of it. */
export function textOf({ cells }: FlowView, { cell, start, end }: CellSpan): string {
  return sourceOf(cells, cell).slice(start, end)
}

/** Reads an answer that names places. */
export function readLocations(answer: unknown): readonly ServerLocation[] {
  return (Array.isArray(answer) ? answer : [answer]).flatMap((each) => {
    const location = record(each)
    const uri = string(location["uri"] ?? location["targetUri"])
    const range = readRange(location["range"] ?? location["targetSelectionRange"])
    return uri !== undefined && range ? [{ uri: sameUri(uri), range }] : []
  })
}

/** Reads a list of changes of one document. */
export function readEdits(value: unknown): readonly TextEdit[] {
  return array(value).flatMap((each) => {
    const { range, newText } = record(each)
    const place = readRange(range)
    return place && typeof newText === "string" ? [{ range: place, newText }] : []
  })
}

/** Reads an edit of several documents: the changes by the documents' URIs. */
export function readWorkspaceEdit(value: unknown): ReadonlyMap<string, readonly TextEdit[]> {
  const { changes, documentChanges } = record(value)
  const edits = new Map<string, readonly TextEdit[]>()
  for (const [uri, list] of Object.entries(record(changes))) edits.set(sameUri(uri), readEdits(list))
  for (const each of array(documentChanges)) {
    const { textDocument, edits: list } = record(each)
    const given = string(record(textDocument)["uri"])
    if (given === undefined) continue
    const uri = sameUri(given)
    edits.set(uri, [...(edits.get(uri) ?? []), ...readEdits(list)])
  }
  return edits
}

/** A notebook as it was when something was asked about it. */
export interface Asked {
  notebook: OpenNotebook
  view: FlowView
}

/** The notebook that a module is of: the one that was asked about as it was then, another one as it is. */
export function notebookOf(language: FlowLanguage, asked: Asked, uri: string): Asked | undefined {
  if (uri === asked.notebook.uri) return asked
  const notebook = language.notebookAt(uri)
  const view = notebook?.latest
  return notebook && view && { notebook, view }
}

/** A place of the server's as one that an editor can show; undefined for what exists in the server alone. */
export function targetOf(language: FlowLanguage, asked: Asked, { uri, range }: ServerLocation): Target | undefined {
  const seen = notebookOf(language, asked, uri)
  if (!seen) return isMade(uri) ? undefined : { kind: "file", uri, range }
  const { notebook, view } = seen
  const found = rangeInCell(view, range) ?? linkedRange(view, range)
  return found && { kind: "cell", notebook, ...found }
}

/** A name that is made for a task with `for=` stands for its definition in the cell. */
function linkedRange(view: FlowView, { start }: TextRange): CellRange | undefined {
  const offset = view.module.offset(start)
  const link = view.links.find(({ outer, inner }) => outer === offset || inner === offset)
  return link && cellRange(view, link.definition)
}

function isMade(uri: string): boolean {
  return /\/tsnb-(?:ambient\.d|bundled\.d|module\.d|scratch)\.ts$|\/tsconfig\.tsnb\.json$/.test(uri)
}

function sourceOf(cells: readonly FlowCell[], cell: number): string {
  return cells[cell]?.source ?? ""
}

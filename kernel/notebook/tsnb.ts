import { isDeepStrictEqual } from "node:util"
import { printBody, readBody } from "./body.ts"
import type { Cell, CellContent, LineEnd, Notebook, NotebookContent, Original } from "./document.ts"
import { markerLines } from "./fences.ts"
import { headerLength } from "./header.ts"
import { isBlank, joined, linesWithEnds, prevailingLineEnd, terminated, withPlainLineEnds } from "./lines.ts"
import { isMarker, printMarker, readMarker } from "./marker.ts"

const byteOrderMark = "\uFEFF"

/** Reads a notebook in the percent format. Every text is a notebook; `printNotebook` gives it back byte for byte. */
export function parseNotebook(text: string): Notebook {
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : ""
  const lines = linesWithEnds(text.slice(mark.length))
  const markers = markerLines(lines)
  const firstMarker = markers[0] ?? lines.length
  const headerEnd = headerLength(lines.slice(0, firstMarker))
  const starts = headerEnd < firstMarker ? [headerEnd, ...markers] : markers
  return {
    header: mark + lines.slice(0, headerEnd).join(""),
    lineEnd: prevailingLineEnd(text),
    cells: starts.map((start, index) => readCell(lines, start, starts[index + 1])),
  }
}

function readCell(lines: readonly string[], start: number, next: number | undefined): Cell {
  const first = lines[start] ?? ""
  const marker = isMarker(first) ? first : ""
  const bodyStart = marker ? start + 1 : start
  const body = lines.slice(bodyStart, next)
  const gap = next === undefined ? undefined : isBlank(body.at(-1) ?? "-") ? body.pop() : ""
  const original: Original = { marker, body: body.join(""), ...(gap === undefined ? {} : { gap }) }
  const facts = readMarker(marker)
  return { ...facts, source: readBody(facts.kind, original.body), line: bodyStart + 1, original }
}

/**
 * Writes a notebook. Cells that are as they were read keep their bytes; others are written anew, with a blank line
 * around them and the file's line end.
 */
export function printNotebook(notebook: NotebookContent): string {
  const { header = "", lineEnd = "\n", cells } = notebook
  const pieces = cells.map((cell, index) => printCell(cell, lineEnd, index === 0 ? header : undefined))
  const texts = pieces.flatMap(({ text, kept }, index) => {
    const next = pieces[index + 1]
    if (!next) return [text]
    const gap = kept && next.kept ? cells[index]?.original?.gap : undefined
    return [terminated(text, lineEnd), gap ?? lineEnd]
  })
  return joined([pieces[0] ? printHeader(header, lineEnd, pieces[0].kept) : header, ...texts])
}

interface Piece {
  text: string
  /** Whether this is the cell's original text. */
  kept: boolean
}

/** @param header the text before the cell, when it is the first */
function printCell(cell: CellContent, lineEnd: LineEnd, header: string | undefined): Piece {
  const { kind, original } = cell
  const source = withPlainLineEnds(cell.source)
  const facts = original && readMarker(original.marker)
  const keepsBody = original && facts?.kind === kind && readBody(kind, original.body) === source
  const body = keepsBody ? original.body : printBody(kind, source, lineEnd)
  const keepsMarker =
    original &&
    isDeepStrictEqual(facts, factsOf(cell)) &&
    (original.marker !== "" || (header !== undefined && standsWithoutMarker(header, body)))
  const marker = keepsMarker ? original.marker : printMarker(cell) + lineEnd
  const text = body === "" ? marker : joined([terminated(marker, lineEnd), body])
  return { text, kept: Boolean(keepsBody && keepsMarker) }
}

function factsOf({ kind, title, id, depth, metadata = {} }: CellContent): ReturnType<typeof readMarker> {
  return {
    kind,
    ...(title ? { title } : {}),
    ...(id === undefined ? {} : { id }),
    ...(depth ? { depth } : {}),
    metadata,
  }
}

/** Whether code right after the header is read as such, and not as part of the header. */
function standsWithoutMarker(header: string, body: string): boolean {
  const before = linesWithEnds(header.replace(byteOrderMark, ""))
  if (isBlank(body) || (header === "" && body.startsWith(byteOrderMark))) return false
  return headerLength([...before, ...linesWithEnds(body)]) === before.length
}

function printHeader(header: string, lineEnd: LineEnd, kept: boolean): string {
  if (header === "" || header === byteOrderMark) return header
  const text = terminated(header, lineEnd)
  return kept || isBlank(linesWithEnds(text).at(-1) ?? "") ? text : joined([text, lineEnd])
}

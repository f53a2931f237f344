import { findDirective } from "../../cell/directive/index.ts"
import type { FlowCell } from "../flowCell.ts"
import type { FlowLanguage } from "../flowLanguage.ts"
import type { FlowView, OpenNotebook } from "../openNotebook.ts"
import { lineStarts, positionIn, type TextPosition } from "../positions.ts"
import { rangeInCell, type TextEdit } from "./places.ts"
import { targetEdits, type TargetEdit } from "./rename.ts"

/**
 * Changes of the notebook's module as changes of its cells, with new imports where they belong: TypeScript would put each
 * behind the others, wherever these are, and an import in another task changes what that task does.
 * @param cell the one for which something is imported
 */
export function placeImports(
  language: FlowLanguage,
  notebook: OpenNotebook,
  view: FlowView,
  cell: number,
  edits: ReadonlyMap<string, readonly TextEdit[]>,
): readonly TargetEdit[] {
  const own = edits.get(notebook.uri) ?? []
  const imports = own.filter((edit) => isNewImport(view, cell, edit))
  const others = new Map(edits).set(
    notebook.uri,
    own.filter((edit) => !imports.includes(edit)),
  )
  return [
    ...targetEdits(language, { notebook, view }, others, true),
    ...imports.map((edit) => newImport(notebook, view, cell, edit.newText)),
  ]
}

/** Whether a change of the module adds an import, rather than changing one or something else in a cell. */
function isNewImport(view: FlowView, cell: number, { range, newText }: TextEdit): boolean {
  const isImport = /^\s*import\b[^]*["'][^]*$/.test(newText)
  const isInsertion = range.start.line === range.end.line && range.start.character === range.end.character
  if (!isImport || !isInsertion) return false
  const found = rangeInCell(view, range)
  // In the cell itself, TypeScript's place is right if there are imports already, behind which it comes.
  return found?.cell !== cell || !hasImports(view.cells[cell])
}

function newImport(notebook: OpenNotebook, view: FlowView, cell: number, text: string): TargetEdit {
  const place = cellForImport(view.cells, cell)
  const position = placeInCell(view.cells[place])
  const { line, character } = position
  const declaration = hasSemicolons(view.cells) ? text.trim() : text.trim().replace(/;$/, "")
  const newText = character === 0 ? `${declaration}\n` : `\n${declaration}`
  const range = { start: { line, character }, end: { line, character } }
  return { target: { kind: "cell", notebook, cell: place, range }, newText }
}

/** The cell itself when it has imports, else the nearest plain cell before it that has some, else any, else itself. */
function cellForImport(cells: readonly FlowCell[], cell: number): number {
  if (hasImports(cells[cell])) return cell
  const plain = cells.flatMap((one, index) => (one.kind === "plain" && hasImports(one) ? [index] : []))
  return plain.findLast((index) => index < cell) ?? plain[0] ?? cell
}

/** Whether the cells' statements end with semicolons. One import alone wouldn't tell TypeScript. */
function hasSemicolons(cells: readonly FlowCell[]): boolean {
  const ends = cells.flatMap(({ source, outline }) => outline.statements.map(({ end }) => source[end - 1] === ";"))
  return ends.length === 0 || ends.filter((isSemicolon) => isSemicolon).length * 2 > ends.length
}

function hasImports(cell: FlowCell | undefined): boolean {
  return cell?.outline.statements.some(({ form }) => form === "import") ?? false
}

/** Behind the imports that a cell begins with, or its directive; else at its start. */
function placeInCell(cell: FlowCell | undefined): TextPosition {
  const { source = "", outline } = cell ?? {}
  const starts = lineStarts(source)
  const end = outline?.statements.findLast(({ form }) => form === "import")?.end
  if (end !== undefined) return positionIn(starts, end)
  const directive = findDirective(source).found?.lines.at(-1)
  if (!directive) return { line: 0, character: 0 }
  const { line } = positionIn(starts, directive.offset)
  const next = starts[line + 1]
  return next === undefined ? positionIn(starts, source.length) : { line: line + 1, character: 0 }
}

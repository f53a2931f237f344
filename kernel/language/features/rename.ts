import { readRange, record, string } from "../answer.ts"
import { parseSource } from "../../cell/syntax.ts"
import { flowCellOf, type FlowCell } from "../flowCell.ts"
import type { FlowLanguage } from "../flowLanguage.ts"
import type { Asking, FlowView, OpenNotebook } from "../openNotebook.ts"
import type { CellSpan } from "../notebookModule.ts"
import { lineStarts, offsetIn, type TextRange } from "../positions.ts"
import { throughLinks } from "./navigation.ts"
import {
  cellRange,
  modulePosition,
  notebookOf,
  rangeOf,
  readWorkspaceEdit,
  targetOf,
  type Asked,
  type CellPosition,
  type Target,
  type TextEdit,
} from "./places.ts"

/** A change of text where an editor can make it. */
export interface TargetEdit {
  target: Target
  newText: string
}

/** The name at a place of a cell, when it can have another. */
export async function renamableAt(
  notebook: OpenNotebook,
  view: FlowView,
  place: CellPosition,
  asking: Asking = {},
): Promise<{ range: TextRange; placeholder: string | undefined } | undefined> {
  const position = modulePosition(view, place)
  const answer = record(await notebook.ask(view, "textDocument/prepareRename", { position }, asking))
  const range = rangeOf(view, place.cell, readRange("range" in answer ? answer["range"] : answer))
  return range && { range, placeholder: string(answer["placeholder"]) }
}

/** A name can't be given. */
export class RenameError extends Error {
  override readonly name = "RenameError"
}

/**
 * The changes that give the name at a place another, in all cells and files.
 * @throws {RenameError} when a cell couldn't be read any more with it, or two cells would define one name
 */
export async function renameAt(
  language: FlowLanguage,
  notebook: OpenNotebook,
  view: FlowView,
  place: CellPosition,
  newName: string,
  asking: Asking = {},
): Promise<readonly TargetEdit[]> {
  const answers = await throughLinks(
    notebook,
    view,
    modulePosition(view, place),
    async (position) =>
      readWorkspaceEdit(await notebook.ask(view, "textDocument/rename", { position, newName }, asking)),
    (edits) => [...edits].flatMap(([uri, list]) => list.map(({ range }) => ({ uri, range }))),
  )
  const seen = new Set<string>()
  const edits = answers
    .flatMap((edits) => targetEdits(language, { notebook, view }, edits))
    .filter(({ target }) => {
      const owner = target.kind === "cell" ? `${target.notebook.uri}#${target.cell}` : target.uri
      const key = `${owner} ${JSON.stringify(target.range)}`
      return !seen.has(key) && seen.add(key)
    })
  const problem = renameProblem(notebook, view, edits, newName)
  if (problem !== undefined) throw new RenameError(problem)
  return edits
}

function renameProblem(
  notebook: OpenNotebook,
  { cells }: FlowView,
  edits: readonly TargetEdit[],
  newName: string,
): string | undefined {
  const after = cells.map((cell, index) => {
    const own = edits.filter(({ target }) => isIn(notebook, index, target))
    return own.length === 0 ? cell : flowCellOf(editedSource(cell.source, own))
  })
  const broken = after.find(({ isValid }, index) => !isValid && cells[index]?.isValid)
  if (broken) {
    const [why] = parseSource(broken.source).problems
    const because = why ? `: ${why.message.replace(/^Syntax error: /, "")}` : ""
    return `'${newName}' can't be the name here${because}`
  }
  const definers = (all: readonly FlowCell[]): number =>
    all.filter(({ kind, defines }) => kind !== "hook" && defines.has(newName)).length
  if (definers(after) > Math.max(1, definers(cells))) return `'${newName}' is defined in another cell already`
  return undefined
}

function isIn(notebook: OpenNotebook, cell: number, target: Target): boolean {
  return target.kind === "cell" && target.notebook === notebook && target.cell === cell
}

/**
 * Changes of the server's documents as changes of cells and files; those of made code are left out.
 * @param isClipped a change that goes on beyond a cell's end is made as far as the cell goes
 */
export function targetEdits(
  language: FlowLanguage,
  asked: Asked,
  edits: ReadonlyMap<string, readonly TextEdit[]>,
  isClipped = false,
): readonly TargetEdit[] {
  return [...edits].flatMap(([uri, list]) =>
    list.flatMap(({ range, newText }): readonly TargetEdit[] => {
      const seen = notebookOf(language, asked, uri)
      if (!seen) {
        const target = targetOf(language, asked, { uri, range })
        return target ? [{ target, newText }] : []
      }
      const { notebook, view } = seen
      const span = view.module.span(range, isClipped)
      if (!span) return []
      const key = keyBefore(view, span)
      return [{ target: { kind: "cell", notebook, ...cellRange(view, span) }, newText: key + newText }]
    }),
  )
}

/** A private name's other name in `{ _name }`: the server sees it written twice, and the key stays. */
function keyBefore({ cells }: FlowView, { cell, start }: CellSpan): string {
  const place = cells[cell]?.outline.privates.find((one) => one.start === start)
  return place?.separator === undefined ? "" : place.name + place.separator
}

/** A cell's source with changes of it made. */
export function editedSource(source: string, edits: readonly TargetEdit[]): string {
  const starts = lineStarts(source)
  const places = edits.map(({ target: { range }, newText }) => {
    return { start: offsetIn(starts, range.start) ?? 0, end: offsetIn(starts, range.end) ?? 0, newText }
  })
  return places
    .toSorted((first, second) => second.start - first.start)
    .reduce((text, { start, end, newText }) => text.slice(0, start) + newText + text.slice(end), source)
}

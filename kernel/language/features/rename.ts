import { readRange, record, string } from "../answer.ts"
import type { Asking, FlowLanguage, FlowView, OpenNotebook } from "../flowLanguage.ts"
import type { TextRange } from "../positions.ts"
import { throughLinks } from "./navigation.ts"
import {
  cellRange,
  modulePosition,
  rangeOf,
  readWorkspaceEdit,
  targetOf,
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

/** The changes that give the name at a place another, in all cells and files. */
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
  return answers
    .flatMap((edits) => targetEdits(language, edits))
    .filter(({ target }) => {
      const owner = target.kind === "cell" ? `${target.notebook.uri}#${target.cell}` : target.uri
      const key = `${owner} ${JSON.stringify(target.range)}`
      return !seen.has(key) && seen.add(key)
    })
}

/**
 * Changes of the server's documents as changes of cells and files; those of made code are left out.
 * @param isClipped a change that goes on beyond a cell's end is made as far as the cell goes
 */
export function targetEdits(
  language: FlowLanguage,
  edits: ReadonlyMap<string, readonly TextEdit[]>,
  isClipped = false,
): readonly TargetEdit[] {
  return [...edits].flatMap(([uri, list]) =>
    list.flatMap(({ range, newText }): readonly TargetEdit[] => {
      const notebook = language.notebookAt(uri)
      const view = notebook?.latest
      if (!notebook || !view) {
        const target = targetOf(language, { uri, range })
        return target ? [{ target, newText }] : []
      }
      const span = view.module.span(range, isClipped)
      return span ? [{ target: { kind: "cell", notebook, ...cellRange(view, span) }, newText }] : []
    }),
  )
}

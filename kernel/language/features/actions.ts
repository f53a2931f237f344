import { array, record, string } from "../answer.ts"
import type { FlowLanguage } from "../flowLanguage.ts"
import type { Asking, FlowView, OpenNotebook } from "../openNotebook.ts"
import type { TextRange } from "../positions.ts"
import { changeBetween } from "../textChange.ts"
import type { CellDiagnostic } from "./diagnostics.ts"
import { placeImports } from "./imports.ts"
import { moduleRange, readWorkspaceEdit } from "./places.ts"
import { editedSource, type TargetEdit } from "./rename.ts"

/** Something that can be done to a part of a cell. */
export interface CellAction {
  title: string
  /** By the protocol's name, such as `quickfix`. */
  kind: string
  isPreferred: boolean
  edits: readonly TargetEdit[]
}

/** Mends what is wrong in a part of a cell. */
export async function fixesOf(
  language: FlowLanguage,
  notebook: OpenNotebook,
  view: FlowView,
  cell: number,
  range: TextRange,
  problems: readonly CellDiagnostic[],
  asking: Asking = {},
): Promise<readonly CellAction[]> {
  const diagnostics = problems.flatMap(({ raw }) => raw ?? [])
  if (diagnostics.length === 0) return []
  const parameters = { range: moduleRange(view, cell, range), context: { diagnostics, only: ["quickfix"] } }
  const answer = await notebook.ask(view, "textDocument/codeAction", parameters, asking)
  return toActions(language, notebook, view, cell, answer)
}

/** Does something to all of a cell, such as `source.organizeImports`; other cells stay as they are. */
export async function sourceActionsOf(
  language: FlowLanguage,
  notebook: OpenNotebook,
  view: FlowView,
  cell: number,
  kind: string,
  asking: Asking = {},
): Promise<readonly CellAction[]> {
  const parameters = { range: moduleRange(view, cell), context: { diagnostics: [], only: [kind] } }
  const answer = await notebook.ask(view, "textDocument/codeAction", parameters, asking)
  const source = view.cells[cell]?.source ?? ""
  return toActions(language, notebook, view, cell, answer).flatMap((action) => {
    const edits = action.edits.filter(({ target }) => target.kind === "cell" && target.cell === cell)
    const after = editedSource(source, edits)
    // TypeScript ends the last import with a line end, since it sees more code behind it.
    const change = changeBetween(source, source.endsWith("\n") ? after : after.trimEnd())
    if (!change) return []
    const target = { kind: "cell" as const, notebook, cell, range: change.range }
    return [{ ...action, edits: [{ target, newText: change.text }] }]
  })
}

function toActions(
  language: FlowLanguage,
  notebook: OpenNotebook,
  view: FlowView,
  cell: number,
  answer: unknown,
): readonly CellAction[] {
  return array(answer).flatMap((each) => {
    const action = record(each)
    const title = string(action["title"])
    const edits = placeImports(language, notebook, view, cell, readWorkspaceEdit(action["edit"]))
    if (title === undefined || edits.length === 0) return []
    return [{ title, kind: string(action["kind"]) ?? "quickfix", isPreferred: action["isPreferred"] === true, edits }]
  })
}

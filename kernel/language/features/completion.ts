import { array, markup, number, readRange, record, string } from "../answer.ts"
import { madePrefix } from "../flowModule.ts"
import type { Asking, FlowLanguage, FlowView, OpenNotebook } from "../flowLanguage.ts"
import type { TextRange } from "../positions.ts"
import { placeImports } from "./imports.ts"
import { modulePosition, rangeOf, readEdits, type CellPosition } from "./places.ts"
import type { TargetEdit } from "./rename.ts"

/** What may stand at a place. */
export interface CellCompletion {
  label: string
  /** What stands behind the label: a signature, and where it comes from. */
  labelDetail: string
  labelDescription: string
  /** By the protocol's number. */
  kind: number | undefined
  detail: string
  sortText: string | undefined
  filterText: string | undefined
  text: string
  isSnippet: boolean
  isPreselected: boolean
  isDeprecated: boolean
  commitCharacters: readonly string[]
  /** What is replaced: up to the cursor, or also what is behind it. */
  range: { inserting: TextRange; replacing: TextRange } | undefined
  /** As the server gave it, to ask it for more. */
  raw: object
}

export interface CellCompletions {
  isIncomplete: boolean
  items: readonly CellCompletion[]
}

/** @param context why it is asked, in the form of the protocol */
export async function completionsAt(
  notebook: OpenNotebook,
  view: FlowView,
  place: CellPosition,
  context: object,
  asking: Asking = {},
): Promise<CellCompletions> {
  const position = modulePosition(view, place)
  const answer = await notebook.ask(view, "textDocument/completion", { position, context }, asking)
  const list = Array.isArray(answer) ? { items: answer } : record(answer)
  const defaults = record(list["itemDefaults"])
  const items = array(list["items"]).flatMap((each) => toCompletion(view, place.cell, record(each), defaults))
  return { isIncomplete: list["isIncomplete"] === true, items }
}

function toCompletion(
  view: FlowView,
  cell: number,
  item: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
): readonly CellCompletion[] {
  const label = string(item["label"]) ?? ""
  if (label === "" || label.startsWith(madePrefix)) return []
  const edit = record(item["textEdit"])
  const given = "range" in edit || "insert" in edit ? edit : record(defaults["editRange"])
  const range = editRange(view, cell, "range" in given || "insert" in given ? given : { range: given })
  const labelDetails = record(item["labelDetails"])
  const tags = array(item["tags"])
  return [
    {
      label,
      labelDetail: string(labelDetails["detail"]) ?? "",
      labelDescription: string(labelDetails["description"]) ?? "",
      kind: number(item["kind"]),
      detail: string(item["detail"]) ?? "",
      sortText: string(item["sortText"]),
      filterText: string(item["filterText"]),
      text: string(edit["newText"]) ?? string(item["textEditText"]) ?? string(item["insertText"]) ?? label,
      isSnippet: (item["insertTextFormat"] ?? defaults["insertTextFormat"]) === 2,
      isPreselected: item["preselect"] === true,
      isDeprecated: item["deprecated"] === true || tags.includes(1),
      commitCharacters: array(item["commitCharacters"] ?? defaults["commitCharacters"]).filter(
        (each) => typeof each === "string",
      ),
      range,
      raw: { ...item, data: item["data"] ?? defaults["data"] },
    },
  ]
}

function editRange(
  view: FlowView,
  cell: number,
  { range, insert, replace }: Readonly<Record<string, unknown>>,
): CellCompletion["range"] {
  const replacing = rangeOf(view, cell, readRange(replace ?? range))
  const inserting = rangeOf(view, cell, readRange(insert ?? range))
  return inserting && replacing && { inserting, replacing }
}

/**
 * Has the server gather what can be imported from the project's packages, which takes it a while the first time, and slows
 * down all other answers meanwhile.
 */
export async function gatherImports(notebook: OpenNotebook, view: FlowView, asking: Asking = {}): Promise<void> {
  const position = view.module.positionAt(view.module.text.length)
  await notebook.ask(view, "textDocument/completion", { position, context: { triggerKind: 1 } }, asking)
}

/** More about a completion: what is shown beside it, and what else it changes. */
export interface CompletionDetails {
  detail: string
  markdown: string
  /** Changes of the cell itself. */
  edits: readonly TargetEdit[]
}

export async function completionDetails(
  language: FlowLanguage,
  notebook: OpenNotebook,
  view: FlowView,
  cell: number,
  { raw }: CellCompletion,
  asking: Asking = {},
): Promise<CompletionDetails> {
  const answer = record(await notebook.askOf(view, "completionItem/resolve", raw, asking))
  const edits = new Map([[notebook.uri, readEdits(answer["additionalTextEdits"])]])
  return {
    detail: string(answer["detail"]) ?? "",
    markdown: markup(answer["documentation"]),
    edits: placeImports(language, notebook, view, cell, edits),
  }
}

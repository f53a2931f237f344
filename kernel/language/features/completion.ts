import { array, markup, number, readRange, record, string } from "../answer.ts"
import type { FlowLanguage } from "../flowLanguage.ts"
import type { Asking, FlowView, OpenNotebook } from "../openNotebook.ts"
import type { TextRange } from "../positions.ts"
import { cellOfPrivate, madePrefix, withoutSuffix, withoutSuffixes } from "../privateSuffix.ts"
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
  const reading: Reading = {
    defaults,
    defaultRange: editRange(view, place.cell, defaults["editRange"]),
    defaultCharacters: texts(defaults["commitCharacters"]),
    readEdit: (edit) => editRange(view, place.cell, edit),
  }
  const items: CellCompletion[] = []
  for (const each of array(list["items"])) {
    const item = toCompletion(record(each), reading, place.cell)
    if (item) items.push(item)
  }
  return { isIncomplete: list["isIncomplete"] === true, items }
}

/** What all items of an answer have in common, read once: there may be thousands. */
interface Reading {
  defaults: Readonly<Record<string, unknown>>
  defaultRange: CellCompletion["range"]
  defaultCharacters: readonly string[]
  readEdit: (edit: unknown) => CellCompletion["range"]
}

function toCompletion(
  item: Readonly<Record<string, unknown>>,
  reading: Reading,
  cell: number,
): CellCompletion | undefined {
  const label = string(item["label"]) ?? ""
  if (label === "" || label.startsWith(madePrefix)) return undefined
  const owner = cellOfPrivate(label)
  if (owner === undefined) return readCompletion(item, label, reading)
  if (owner !== cell) return undefined
  const seen = record(withoutSuffixes(item))
  // By this one the server knows it.
  return { ...readCompletion(seen, withoutSuffix(label), reading), raw: { ...item, data: dataOf(item, reading) } }
}

function dataOf(item: Readonly<Record<string, unknown>>, { defaults }: Reading): unknown {
  return item["data"] ?? defaults["data"]
}

function readCompletion(item: Readonly<Record<string, unknown>>, label: string, reading: Reading): CellCompletion {
  const { defaults, defaultRange, defaultCharacters, readEdit } = reading
  const edit = record(item["textEdit"])
  const labelDetails = record(item["labelDetails"])
  const characters = item["commitCharacters"]
  return {
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
    isDeprecated: item["deprecated"] === true || array(item["tags"]).includes(1),
    commitCharacters: characters === undefined ? defaultCharacters : texts(characters),
    range: "range" in edit || "insert" in edit ? readEdit(edit) : defaultRange,
    raw: "data" in defaults ? { data: defaults["data"], ...item } : item,
  }
}

/** @param edit a range, or one for each way of taking a completion */
function editRange(view: FlowView, cell: number, edit: unknown): CellCompletion["range"] {
  const { range = edit, insert = range, replace = range } = record(edit)
  const replacing = rangeOf(view, cell, readRange(replace))
  const inserting = rangeOf(view, cell, readRange(insert))
  return inserting && replacing && { inserting, replacing }
}

function texts(value: unknown): readonly string[] {
  return array(value).filter((each) => typeof each === "string")
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

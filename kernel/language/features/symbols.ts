import { array, number, readRange, record, string } from "../answer.ts"
import type { FlowCell } from "../flowCell.ts"
import type { Asking, OpenNotebook } from "../openNotebook.ts"
import { lineStarts, positionIn, type TextRange } from "../positions.ts"

/** A name that a cell defines, with those within it. */
export interface CellSymbol {
  name: string
  detail: string
  /** By the protocol's number. */
  kind: number
  range: TextRange
  selectionRange: TextRange
  children: readonly CellSymbol[]
}

/** What a task is shown as: an event. */
const taskKind = 24
const variableKind = 13

/** A cell's names; those of a task are below the task. */
export async function symbolsOf(
  notebook: OpenNotebook,
  { source, name }: FlowCell,
  asking: Asking = {},
): Promise<readonly CellSymbol[]> {
  const symbols = toSymbols(await notebook.askAlone(source, "textDocument/documentSymbol", {}, asking))
  if (name === undefined) return symbols
  const starts = lineStarts(source)
  const range = { start: positionIn(starts, 0), end: positionIn(starts, source.length) }
  const head = { start: range.start, end: positionIn(starts, Math.max(0, source.search(/\r|\n|$/))) }
  return [{ name, detail: "task", kind: taskKind, range, selectionRange: head, children: symbols }]
}

function toSymbols(answer: unknown): readonly CellSymbol[] {
  return array(answer).flatMap((each) => {
    const symbol = record(each)
    const range = readRange(symbol["range"])
    const selectionRange = readRange(symbol["selectionRange"])
    if (!range || !selectionRange) return []
    return [
      {
        name: string(symbol["name"]) ?? "",
        detail: string(symbol["detail"]) ?? "",
        kind: number(symbol["kind"]) ?? variableKind,
        range,
        selectionRange,
        children: toSymbols(symbol["children"]),
      },
    ]
  })
}

/** Lines of a cell that can be folded away. */
export interface CellFold {
  start: number
  end: number
  kind: string | undefined
}

/** @param source of the cell */
export async function foldsOf(
  notebook: OpenNotebook,
  source: string,
  asking: Asking = {},
): Promise<readonly CellFold[]> {
  return array(await notebook.askAlone(source, "textDocument/foldingRange", {}, asking)).flatMap((each) => {
    const fold = record(each)
    const [start, end] = [number(fold["startLine"]), number(fold["endLine"])]
    return start === undefined || end === undefined || end <= start ? [] : [{ start, end, kind: string(fold["kind"]) }]
  })
}

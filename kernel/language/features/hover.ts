import { array, markup, number, readRange, record, string } from "../answer.ts"
import type { Asking, FlowView, OpenNotebook } from "../openNotebook.ts"
import type { TextRange } from "../positions.ts"
import { modulePosition, rangeOf, type CellPosition } from "./places.ts"

/** What is said of what stands at a place, in Markdown. */
export interface CellHover {
  markdown: string
  range: TextRange | undefined
}

export async function hoverAt(
  notebook: OpenNotebook,
  view: FlowView,
  place: CellPosition,
  asking: Asking = {},
): Promise<CellHover | undefined> {
  const position = modulePosition(view, place)
  const answer = record(await notebook.ask(view, "textDocument/hover", { position }, asking))
  const markdown = markup(answer["contents"])
  return markdown === "" ? undefined : { markdown, range: rangeOf(view, place.cell, readRange(answer["range"])) }
}

/** A way to call the function whose call is being written. */
export interface CellSignature {
  label: string
  markdown: string
  parameters: readonly { label: string | [number, number]; markdown: string }[]
  activeParameter: number | undefined
}

export interface CellSignatures {
  signatures: readonly CellSignature[]
  activeSignature: number
  activeParameter: number
}

/** @param context why it is asked, in the form of the protocol */
export async function signaturesAt(
  notebook: OpenNotebook,
  view: FlowView,
  place: CellPosition,
  context: object,
  asking: Asking = {},
): Promise<CellSignatures | undefined> {
  const position = modulePosition(view, place)
  const answer = record(await notebook.ask(view, "textDocument/signatureHelp", { position, context }, asking))
  const signatures = array(answer["signatures"]).map(toSignature)
  if (signatures.length === 0) return undefined
  const [activeSignature = 0, activeParameter = 0] = ["activeSignature", "activeParameter"].map((name) =>
    number(answer[name]),
  )
  return { signatures, activeSignature, activeParameter }
}

function toSignature(value: unknown): CellSignature {
  const signature = record(value)
  const parameters = array(signature["parameters"]).map((each) => {
    const { label, documentation } = record(each)
    const [start, end] = array(label)
    const place: string | [number, number] =
      typeof start === "number" && typeof end === "number" ? [start, end] : (string(label) ?? "")
    return { label: place, markdown: markup(documentation) }
  })
  return {
    label: string(signature["label"]) ?? "",
    markdown: markup(signature["documentation"]),
    parameters,
    activeParameter: number(signature["activeParameter"]),
  }
}

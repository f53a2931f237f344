import { array, markup, readRange, record, string } from "./answer.ts"
import { sameUri } from "./fileUri.ts"
import type { TextRange } from "./positions.ts"

/** What the server answers, as far as it is used. It comes from outside: nothing is taken for granted. */
export interface ServerCompletion {
  label: string
  kind: number | undefined
  sortText: string
  insertText: string | undefined
  range: TextRange | undefined
  /** The item as it came, to be given back when more of it is asked for. */
  raw: object
}

export interface ServerSignature {
  label: string
  documentation: string
  parameter: string | undefined
}

export interface ServerLocation {
  uri: string
  range: TextRange
}

/** Reads the answer to `textDocument/completion`. */
export function readCompletions(answer: unknown): readonly ServerCompletion[] {
  const list = Array.isArray(answer) ? { items: answer } : record(answer)
  const fallback = readRange(record(list["itemDefaults"])["editRange"])
  return array(list["items"]).flatMap((raw) => {
    const item = record(raw)
    const { label, kind, sortText, insertText } = item
    if (typeof label !== "string") return []
    const edit = record(item["textEdit"])
    const textEditText = string(edit["newText"]) ?? string(item["textEditText"])
    return [
      {
        label,
        kind: typeof kind === "number" ? kind : undefined,
        sortText: string(sortText) ?? label,
        insertText: textEditText ?? string(insertText),
        range: readRange(edit["range"] ?? edit) ?? fallback,
        raw: item,
      },
    ]
  })
}

/** The text of the answer to `textDocument/hover`, in Markdown; empty when there is none. */
export function readHover(answer: unknown): string {
  return markup(record(answer)["contents"])
}

/** The signature that fits best, of the answer to `textDocument/signatureHelp`. */
export function readSignatures(answer: unknown): readonly ServerSignature[] {
  const help = record(answer)
  const active = help["activeSignature"]
  const signatures = array(help["signatures"]).map((each) => readSignature(record(each), help["activeParameter"]))
  const first = typeof active === "number" ? active : 0
  return [...signatures.slice(first), ...signatures.slice(0, first)]
}

function readSignature(signature: Readonly<Record<string, unknown>>, activeParameter: unknown): ServerSignature {
  const label = string(signature["label"]) ?? ""
  const active = signature["activeParameter"] ?? activeParameter
  const parameter = record(array(signature["parameters"])[typeof active === "number" ? active : 0])["label"]
  const [start, end] = array(parameter)
  const between = typeof start === "number" && typeof end === "number" ? label.slice(start, end) : undefined
  return { label, documentation: markup(signature["documentation"]), parameter: string(parameter) ?? between }
}

/** The answer to `textDocument/definition`. */
export function readLocations(answer: unknown): readonly ServerLocation[] {
  return (Array.isArray(answer) ? answer : [answer]).flatMap((each) => {
    const { uri, range } = record(each)
    const place = readRange(range)
    return typeof uri === "string" && place ? [{ uri: sameUri(uri), range: place }] : []
  })
}

/** The type of a completion, of the answer to `completionItem/resolve`. */
export function readDetail(answer: unknown): string | undefined {
  return string(record(answer)["detail"])
}

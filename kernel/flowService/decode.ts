import type { SentFlowCell, ToFlowKernel } from "./messages.ts"
import { isObject } from "../isObject.ts"

/** Says what a value should have been; undefined when it is so. */
type Check = (value: unknown) => string | undefined

const mostCells = 20_000
const longestId = 1_000
const longestNote = 10_000

const isText: Check = (value) => (typeof value === "string" ? undefined : "text")
const isId: Check = (value) => (typeof value === "string" && value.length <= longestId ? undefined : "a short text")
const isNote: Check = (value) =>
  typeof value === "string" && value.length <= longestNote ? undefined : `text of at most ${longestNote} characters`
const isCount: Check = (value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : "a whole number")
const isLine: Check = (value) => (Number.isSafeInteger(value) && Number(value) > 0 ? undefined : "a line from 1 up")
const isFlag: Check = (value) => (typeof value === "boolean" ? undefined : "true or false")
const isFields: Check = (value) => (isObject(value) ? undefined : "an object")
const isNames: Check = (value) =>
  Array.isArray(value) && value.every((name) => typeof name === "string") ? undefined : "a list of names"
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? undefined : check(value)

const options = {
  parameters: isFields,
  only: optional(isNames),
  from: optional(isText),
  fresh: optional(isFlag),
  alone: optional(isFlag),
}

/** The fields of each type of message, beside `request`. */
const forms = {
  attach: {},
  cells: { notebook: isText, cells: isCells },
  plan: { cells: isNames },
  run: options,
  rerun: { run: optional(isText), from: optional(isText), only: optional(isNames) },
  preview: { ...options, rerun: optional(isText) },
  cancel: { run: isText, task: optional(isText), element: optional(isCount) },
  clean: { tasks: optional(isNames), preview: optional(isFlag) },
  parameters: {},
  runs: { limit: optional(isCount), parent: optional(isText) },
  annotate: { run: isText, isPinned: optional(isFlag), note: optional(isNote) },
  results: { run: isText },
  value: { run: isText, task: isText, name: isText },
  events: { run: isText, after: isCount, types: optional(isNames) },
} satisfies Record<ToFlowKernel["type"], Readonly<Record<string, Check>>>

/** A message that isn't of any form. */
export class FlowMessageError extends Error {
  override readonly name = "FlowMessageError"
  /** The message's id, when it has one. */
  readonly request: string | undefined

  constructor(message: string, request: string | undefined) {
    super(message)
    this.request = request
  }
}

/**
 * Takes what came over the comm for what it is.
 * @throws {FlowMessageError} when it isn't of the form
 */
export function decodeToFlowKernel(data: unknown): ToFlowKernel {
  if (!isObject(data)) throw new FlowMessageError("A message is an object with a 'type' and a 'request'", undefined)
  const { type, request } = data
  if (typeof request !== "string" || request.length > longestId) {
    throw new FlowMessageError("A message has a 'request': a short text by which its answer is known", undefined)
  }
  const form =
    typeof type === "string"
      ? new Map<string, Readonly<Record<string, Check>>>(Object.entries(forms)).get(type)
      : undefined
  if (!form) {
    const known = Object.keys(forms).join(", ")
    throw new FlowMessageError(`There is no message of the type ${shown(type)}. The types are: ${known}`, request)
  }
  for (const [name, check] of Object.entries(form)) {
    const expected = check(data[name])
    if (expected === undefined) continue
    throw new FlowMessageError(`'${String(type)}': '${name}' has to be ${expected}, not ${shown(data[name])}`, request)
  }
  // Checked field by field above.
  return data as unknown as ToFlowKernel
}

function isCells(value: unknown): string | undefined {
  if (!Array.isArray(value)) return "a list of cells"
  if (value.length > mostCells) return `a list of at most ${mostCells} cells`
  const ids = new Set<unknown>()
  for (const cell of value) {
    const fields = isObject(cell) ? cell : undefined
    const form: Record<keyof SentFlowCell, Check> = {
      id: isId,
      source: isText,
      line: isLine,
      title: optional(isId),
    }
    const wrong = Object.entries(form).find(([name, check]) => check(fields?.[name]) !== undefined)
    if (!fields || wrong)
      return `a list of cells with 'id', 'source' and 'line'${wrong ? ` ('${wrong[0]}' is wrong)` : ""}`
    if (ids.has(fields["id"])) return `a list of cells with an id each (${shown(fields["id"])} is there twice)`
    ids.add(fields["id"])
  }
  return undefined
}

const longestShown = 80

function shown(value: unknown): string {
  const text = JSON.stringify(beginningOf(value, longestShown)) ?? "nothing"
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`
}

/** As much of a value as is shown of it. The whole may be too large to be written, or nested too deeply. */
function beginningOf(value: unknown, depth: number): unknown {
  if (typeof value === "string") return value.slice(0, longestShown + 1)
  if (typeof value !== "object" || value === null) return value
  if (depth === 0) return "…"
  if (Array.isArray(value)) return value.slice(0, longestShown).map((item) => beginningOf(item, depth - 1))
  const fields = Object.entries(value).slice(0, longestShown)
  return Object.fromEntries(fields.map(([name, item]) => [name, beginningOf(item, depth - 1)]))
}

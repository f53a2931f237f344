import type { SentFlowCell, ToFlowKernel } from "./messages.ts"
import { isObject } from "../isObject.ts"

/** Says what a value should have been; undefined when it is so. */
type Check = (value: unknown) => string | undefined

const maxCells = 20_000
const maxIdLength = 1_000
const maxNoteLength = 10_000

const isString: Check = (value) => (typeof value === "string" ? undefined : "text")
const isId: Check = (value) => (typeof value === "string" && value.length <= maxIdLength ? undefined : "a short text")
const isNote: Check = (value) =>
  typeof value === "string" && value.length <= maxNoteLength ? undefined : `text of at most ${maxNoteLength} characters`
const isCount: Check = (value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : "a whole number")
const isLine: Check = (value) => (Number.isSafeInteger(value) && Number(value) > 0 ? undefined : "a line from 1 up")
const isBoolean: Check = (value) => (typeof value === "boolean" ? undefined : "true or false")
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
  from: optional(isString),
  fresh: optional(isBoolean),
  alone: optional(isBoolean),
}

/** The fields of each type of message, beside `request`. */
const forms = {
  attach: {},
  cells: { notebook: isString, cells: isCells },
  plan: { cells: isNames },
  run: options,
  rerun: { run: optional(isString), from: optional(isString), only: optional(isNames) },
  preview: { ...options, rerun: optional(isString) },
  cancel: { run: isString, task: optional(isString), element: optional(isCount) },
  clean: { tasks: optional(isNames), preview: optional(isBoolean) },
  parameters: {},
  runs: { limit: optional(isCount), parent: optional(isString) },
  annotate: { run: isString, isPinned: optional(isBoolean), note: optional(isNote) },
  results: { run: isString },
  value: { run: isString, task: isString, name: isString },
  events: { run: isString, after: isCount, types: optional(isNames) },
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
  if (typeof request !== "string" || request.length > maxIdLength) {
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
  if (value.length > maxCells) return `a list of at most ${maxCells} cells`
  const ids = new Set<unknown>()
  for (const cell of value) {
    const fields = isObject(cell) ? cell : undefined
    const form: Record<keyof SentFlowCell, Check> = {
      id: isId,
      source: isString,
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

const maxShownLength = 80

function shown(value: unknown): string {
  const text = JSON.stringify(beginningOf(value, maxShownLength)) ?? "nothing"
  return text.length <= maxShownLength ? text : `${text.slice(0, maxShownLength)}…`
}

/** As much of a value as is shown of it. The whole may be too large to be written, or nested too deeply. */
function beginningOf(value: unknown, depth: number): unknown {
  if (typeof value === "string") return value.slice(0, maxShownLength + 1)
  if (typeof value !== "object" || value === null) return value
  if (depth === 0) return "…"
  if (Array.isArray(value)) return value.slice(0, maxShownLength).map((item) => beginningOf(item, depth - 1))
  const fields = Object.entries(value).slice(0, maxShownLength)
  return Object.fromEntries(fields.map(([name, item]) => [name, beginningOf(item, depth - 1)]))
}

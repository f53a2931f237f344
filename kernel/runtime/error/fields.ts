import { inspect } from "node:util"
import type { FieldValue } from "../../model/errorReport.ts"

/** How much of a field is kept. */
const maxDepth = 4
const maxMembers = 20
const maxTextLength = 2_000
/** How much of one that isn't JSON is printed. */
const maxLineLength = 200
/** How many values are kept of all fields of an error together. */
const maxValues = 200

const unreadable = "can't be shown: looking at it throws another error"

/** Properties of errors that are told otherwise than as fields. */
const known: ReadonlySet<string> = new Set(["name", "message", "stack", "cause"])

/** tsnb's own errors with fields: their messages have all that is in them. */
const toldByMessage: ReadonlySet<string> = new Set([
  "InputDamaged",
  "ResultDamagedError",
  "RetryAfter",
  "TranspileError",
  "UnstorableError",
])

/** An error's own fields, such as a `status`, as far as they can be looked at. @param told those that are told otherwise */
export function fieldsOf(error: object, name: string, told: readonly string[]): Readonly<Record<string, FieldValue>> {
  if (toldByMessage.has(name)) return {}
  const keys = Object.keys(error).filter((key) => !known.has(key) && !told.includes(key))
  return new FieldReader().members(error, keys, 0)
}

/** A line or more for each field. */
export function fieldLines(fields: Readonly<Record<string, FieldValue>>): readonly string[] {
  return Object.entries(fields).flatMap(([key, value]) => {
    const printed = inspect(unquoted(value), { depth: maxDepth + 1, breakLength: 100 })
    return `${key}: ${printed}`.split("\n").map((line) => `    ${line}`)
  })
}

/** What isn't JSON is kept as the text that it prints: `Map(1) { 'a' => 1 }`, `[Function: retry]`, `Response { … }`. */
const printedForm = /^(?:\{ |\[ |\[[a-z]+[: \]]|[\w$]+(?:\(\d+\))? (?:\[[\w ]+\] )?[{[]|Symbol\(|<ref)/i

/** Whether a text is most likely what something else than a text printed. */
export function looksPrinted(text: string): boolean {
  return printedForm.test(text)
}

/** A field's value such that texts that were printed before print in one line, and without quotes. */
function unquoted(value: FieldValue): unknown {
  if (typeof value === "string") {
    const line = value.replaceAll(/\s*\n\s*/g, " ")
    const short = line.length > maxLineLength ? `${line.slice(0, maxLineLength)}…` : line
    return looksPrinted(value) ? { [inspect.custom]: () => short } : value
  }
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(unquoted)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unquoted(one)]))
}

/** Anything as it prints, cut where it is long. */
export function printed(value: unknown): string {
  try {
    const text = inspect(value, { depth: 2, maxArrayLength: maxMembers, maxStringLength: maxTextLength })
    return cut(text, maxTextLength)
  } catch {
    // A proxy, say, that lets nobody look.
    return unreadable
  }
}

/** A text, with a word on what is left out of a long one. */
export function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}\n… ${text.length - longest} more characters`
}

/** Reads fields; JSON's kinds stay what they are, all else is told as it prints. */
class FieldReader {
  #left = maxValues

  members(object: object, keys: readonly string[], depth: number): Readonly<Record<string, FieldValue>> {
    return Object.fromEntries(keys.slice(0, maxMembers).map((key) => [key, this.#value(read(object, key), depth)]))
  }

  #value(value: unknown, depth: number): FieldValue {
    if (value === null || typeof value === "boolean" || isFinite(value)) return value
    if (typeof value === "string") return cut(value, maxTextLength)
    if (--this.#left < 0) return "…"
    if (typeof value !== "object" || depth >= maxDepth) return printed(value)
    if (Array.isArray(value)) {
      return value.slice(0, maxMembers).map((member: unknown) => this.#value(member, depth + 1))
    }
    return isPlain(value) ? this.members(value, Object.keys(value), depth + 1) : printed(value)
  }
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value)
}

function isPlain(value: object): boolean {
  try {
    const prototype: unknown = Object.getPrototypeOf(value)
    return (prototype === Object.prototype || prototype === null) && !(inspect.custom in value)
  } catch {
    return false
  }
}

/** A property, as far as its getter lets it be seen. */
export function read(object: object, key: string): unknown {
  try {
    return Reflect.get(object, key)
  } catch {
    return undefined
  }
}

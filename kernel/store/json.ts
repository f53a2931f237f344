import { types } from "node:util"

/** How deep structures are followed that JSON can't say as they stand. */
const maxDepth = 200
/** How much of a text is kept of what is too long for JSON as a whole, in characters. */
const maxTextLength = 1_000_000
const tooLong = "[too long to be kept]"

/**
 * JSON of anything that user code may have handed over: what JSON can't say (a bigint, a circle, what is too deep or too
 * long) becomes text, since a log line or an output must never be the reason that a run can't be recorded.
 */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null"
  } catch {
    // Only these slower forms know what to do about them; they aren't needed for nearly all values.
    return withReplacer(value) ?? partByPart(value)
  }
}

function withReplacer(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, makeReplacer()) ?? "null"
  } catch {
    // It would be longer than a text can be.
    return undefined
  }
}

/** Keeps the names that readers look for, and whatever part isn't too long by itself. */
function partByPart(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(tooLong)
  const parts = Object.entries(value).map(([name, part]: [string, unknown]) => {
    const json = withReplacer(part)
    return [
      name,
      json === undefined || json.length > 10 * maxTextLength ? placeholder(part) : JSON.parse(json),
    ] as const
  })
  return JSON.stringify(Object.fromEntries(parts))
}

/** Something small of the same kind. */
function placeholder(part: unknown): unknown {
  if (typeof part !== "object") return tooLong
  return Array.isArray(part) ? [] : {}
}

function makeReplacer(): (this: unknown, key: string, value: unknown) => unknown {
  const ancestors: unknown[] = []
  return function replace(_key, value) {
    if (typeof value === "bigint") return String(value)
    if (typeof value === "string" && value.length > maxTextLength) {
      return `${value.slice(0, maxTextLength)}\n… ${value.length - maxTextLength} more characters`
    }
    if (typeof value !== "object" || value === null) return value
    if (types.isBigIntObject(value)) return String(value)
    if (ArrayBuffer.isView(value)) return Object.prototype.toString.call(value)
    // JSON.stringify calls this on each holder in turn, so the path to the value is what leads to its holder.
    while (ancestors.length > 0 && ancestors.at(-1) !== this) ancestors.pop()
    if (ancestors.includes(value)) return "[Circular]"
    if (ancestors.length >= maxDepth) return "[…]"
    ancestors.push(value)
    return value
  }
}

import { isObject } from "../isObject.ts"
import type { TextPosition, TextRange } from "./positions.ts"

/** A range, or what an edit replaces. */
export function readRange(value: unknown): TextRange | undefined {
  const range = record(value)
  if ("replace" in range) return readRange(range["replace"])
  const start = readPosition(range["start"])
  const end = readPosition(range["end"])
  return start && end && { start, end }
}

/** A position; undefined when it is something else. */
export function readPosition(value: unknown): TextPosition | undefined {
  const { line, character } = record(value)
  return typeof line === "number" && typeof character === "number" ? { line, character } : undefined
}

/** Text in Markdown, in whichever form of the protocol. */
export function markup(value: unknown): string {
  if (typeof value === "string") return value
  if (Array.isArray(value)) return value.map(markup).join("\n\n")
  return string(record(value)["value"]) ?? ""
}

/** An object's properties; none of what isn't an object. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {}
}

/** A list; an empty one of what isn't a list. */
export function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text; undefined of what isn't one. */
export function string(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}

/** A number; undefined of what isn't one. */
export function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined
}

import { inspect } from "node:util"
import type { ErrorReport } from "./messages.ts"

/** How much of an error's texts is kept, in characters. */
const longestMessage = 20_000
const longestStack = 100_000
/** How many causes of causes are shown. */
const deepestCause = 5
const unreadable = "what was thrown can't be shown: looking at it throws another error"

/** What was thrown, as it is kept and shown. Anything can be thrown; what isn't an error is shown as it prints. */
export function reportError(thrown: unknown): ErrorReport {
  try {
    if (!isError(thrown)) return { name: "Thrown", message: cut(printed(thrown), longestMessage) }
    const name = textOf(thrown, "name") ?? "Error"
    const message = cut(textOf(thrown, "message") ?? "", longestMessage)
    return { name, message, stack: cut(stackOf(thrown), longestStack) }
  } catch {
    // A proxy, say, that lets nobody look.
    return { name: "Thrown", message: unreadable }
  }
}

function printed(thrown: unknown): string {
  return typeof thrown === "string" ? thrown : inspect(thrown, { depth: 2 })
}

/** An error, or one of those that caused it. */
export interface ErrorPart {
  error: object
  name: string
  message: string
  stack: string
}

/** An error with the errors that caused it behind it; none when it isn't an error that was thrown. */
export function errorParts(thrown: unknown, depth = 0): readonly ErrorPart[] {
  if (!isError(thrown)) return []
  const name = textOf(thrown, "name") ?? "Error"
  const message = textOf(thrown, "message") ?? ""
  const own: ErrorPart = { error: thrown, name, message, stack: textOf(thrown, "stack") || `${name}: ${message}` }
  if (depth >= deepestCause) return [own]
  const [cause, others] = [property(thrown, "cause"), property(thrown, "errors")]
  const causes = [cause, ...(Array.isArray(others) ? others : [])].filter((value) => value !== thrown)
  return [own, ...causes.flatMap((value) => errorParts(value, depth + 1))]
}

/** The stack, with the errors that caused this one behind it. */
function stackOf(error: object): string {
  return errorParts(error)
    .map(({ stack }) => stack)
    .join("\nCaused by: ")
}

/** Errors from another realm (a vm context, a worker thread) are no instances of this one's `Error`. */
function isError(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false
  return (
    value instanceof Error || (typeof property(value, "message") === "string" && property(value, "stack") !== undefined)
  )
}

/** A property as text; undefined when there is none. */
function textOf(error: object, name: string): string | undefined {
  const value = property(error, name)
  return value === undefined || typeof value === "string" ? value : inspect(value)
}

/** A property, as far as its getter lets it be seen. */
function property(error: object, name: string): unknown {
  try {
    return Reflect.get(error, name)
  } catch {
    return undefined
  }
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}\n… ${text.length - longest} more characters`
}

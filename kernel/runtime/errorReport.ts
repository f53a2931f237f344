import { inspect } from "node:util"
import type { ErrorReport } from "./messages.ts"

/** What was thrown, as it is kept and shown. Anything can be thrown; what isn't an error is shown as it prints. */
export function reportError(thrown: unknown): ErrorReport {
  if (!(thrown instanceof Error) && !looksLikeError(thrown)) {
    return { name: "Thrown", message: typeof thrown === "string" ? thrown : inspect(thrown, { depth: 2 }) }
  }
  const { name, message } = thrown
  return { name: String(name), message: String(message), stack: stackOf(thrown) }
}

/** The stack, with the errors that caused this one behind it. */
function stackOf(error: Error, depth = 0): string {
  const own = typeof error.stack === "string" && error.stack !== "" ? error.stack : `${error.name}: ${error.message}`
  const { cause } = error
  if (depth >= 5 || !(cause instanceof Error || looksLikeError(cause))) return own
  return `${own}\nCaused by: ${stackOf(cause, depth + 1)}`
}

/** Errors from another realm (a vm context, a worker thread) are no instances of this one's `Error`. */
function looksLikeError(value: unknown): value is Error {
  return (
    typeof value === "object" && value !== null && "message" in value && "stack" in value && typeof value.message === "string"
  )
}

import type { ErrorReport } from "../../model/errorReport.ts"
import { bareError, errorKinds } from "../value/errorForm.ts"

/**
 * An error again, of what was kept of one: with its name, stack and fields, and with those behind it; of its class where that
 * is a built-in one.
 */
export function errorOf(report: ErrorReport): Error {
  const { name, message, fields = {}, cause, errors } = report
  const isBuiltIn = errorKinds.some((kind) => kind === name)
  const error = bareError(isBuiltIn ? name : errors ? "AggregateError" : "Error")
  const hidden = {
    message,
    stack: ownStack(report),
    ...(!isBuiltIn && { name }),
    ...(cause && { cause: thrownOf(cause) }),
    ...(errors && { errors: errors.map(thrownOf) }),
  }
  for (const [key, value] of Object.entries(hidden)) {
    Object.defineProperty(error, key, { value, configurable: true, writable: true })
  }
  for (const [key, value] of Object.entries(fields)) {
    Object.defineProperty(error, key, { value, configurable: true, enumerable: true, writable: true })
  }
  return error
}

function isFrame(line: string): boolean {
  return /^\s+at /.test(line)
}

/** What was thrown need not have been an error. */
function thrownOf(report: ErrorReport): unknown {
  return report.name === "Thrown" ? report.message : errorOf(report)
}

/** The part of a stack that is the error's own: what is below its frames comes of its fields and of those behind it. */
function ownStack({ name, message, stack = "" }: ErrorReport): string {
  const lines = stack.split("\n")
  const first = lines.findIndex(isFrame)
  const count = lines.slice(first).findIndex((line) => !isFrame(line))
  return first < 0 ? `${name}: ${message}` : lines.slice(0, count < 0 ? lines.length : first + count).join("\n")
}

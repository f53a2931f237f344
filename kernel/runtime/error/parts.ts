import { inspect } from "node:util"
import type { FieldValue } from "../../model/errorReport.ts"
import { errorKinds } from "../value/errorForm.ts"
import { fieldsOf, looksPrinted, printed, read } from "./fields.ts"

/** How many causes of causes are shown, and how many errors in all. */
const maxDepth = 5
const most = 50
/** How many of the errors that one bundles are shown. */
const maxBundled = 10

/** What was thrown, or what is behind it, taken apart. */
export interface ErrorPart {
  /** The error itself; anything can be thrown. */
  thrown: unknown
  isError: boolean
  name: string
  message: string
  /** Its own stack alone. */
  stack: string
  fields: Readonly<Record<string, FieldValue>>
  /** What caused it; absent when nothing did. */
  cause?: ErrorPart
  /** The errors that it bundles. */
  errors: readonly ErrorPart[]
  /** How many more it bundles. */
  leftOut: number
}

/** Takes apart what was thrown, with all that is behind it, as far as it isn't endless. Anything can be thrown. */
export function takeApart(thrown: unknown): ErrorPart {
  const seen = new Set<unknown>()
  const part = (value: unknown, depth: number): ErrorPart => {
    if (!isError(value)) return notAnError(value)
    seen.add(value)
    const { name, builtIn } = namesOf(value)
    const message = textOf(value, "message") ?? ""
    const bundled = bundledBy(value)
    const isTold = (other: unknown): boolean => depth < maxDepth && seen.size < most && !seen.has(other)
    const cause = read(value, "cause")
    const behind = cause === undefined || !isTold(cause) ? undefined : part(cause, depth + 1)
    const shown = bundled.errors.slice(0, maxBundled).filter(isTold)
    return {
      thrown: value,
      isError: true,
      name,
      message,
      stack: renamed(textOf(value, "stack") || `${name}: ${message}`, builtIn, name),
      fields: fieldsOf(value, name, bundled.keys),
      ...(behind && { cause: behind }),
      errors: shown.map((one) => part(one, depth + 1)),
      leftOut: Math.max(0, bundled.errors.length - maxBundled),
    }
  }
  return part(thrown, 0)
}

/** The part itself and all behind it, each with how it came about. */
export function* walkParts(part: ErrorPart, role = ""): Generator<{ part: ErrorPart; role: string }> {
  yield { part, role }
  if (part.cause) yield* walkParts(part.cause, "Caused by: ")
  const all = part.errors.length + part.leftOut
  for (const [index, error] of part.errors.entries()) yield* walkParts(error, `Error ${index + 1} of ${all}: `)
}

function notAnError(thrown: unknown): ErrorPart {
  const message = typeof thrown === "string" ? thrown : printed(thrown)
  // A subflow's cause that was no error comes as the text that it printed, which needs no quotes.
  const stack = looksPrinted(message) ? message : printed(thrown)
  const shown = { name: "Thrown", message, stack }
  return { thrown, isError: false, ...shown, fields: {}, errors: [], leftOut: 0 }
}

/** Errors from another realm (a vm context, a worker thread) are no instances of this one's `Error`. */
function isError(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false
  try {
    return value instanceof Error || (typeof read(value, "message") === "string" && read(value, "stack") !== undefined)
  } catch {
    // A proxy, say, that lets nobody look.
    return false
  }
}

/** The error's name: that of its class, where the class left the name that it inherits. */
function namesOf(error: object): { name: string; builtIn: string } {
  const builtIn = textOf(error, "name") || "Error"
  const constructor = read(error, "constructor")
  const ofClass = typeof constructor === "function" ? textOf(constructor, "name") : undefined
  const isInherited = errorKinds.some((kind) => kind === builtIn)
  // An error that was made again of what was told of it has its name as its own.
  const isOwnClass = ofClass && ofClass !== "Object" && !errorKinds.some((kind) => kind === ofClass)
  return { builtIn, name: isInherited && isOwnClass ? ofClass : builtIn }
}

/** A stack that begins with the class's name. */
function renamed(stack: string, builtIn: string, name: string): string {
  return builtIn !== name && new RegExp(`^${builtIn}(?![\\w$])`).test(stack)
    ? name + stack.slice(builtIn.length)
    : stack
}

/** The errors that an error bundles, and the properties that hold them. */
function bundledBy(error: object): { errors: readonly unknown[]; keys: readonly string[] } {
  const errors = read(error, "errors")
  // Others, such as those of validators, have lists of what is no error under this name: a field like any.
  const isBundle = Array.isArray(errors) && (!Object.keys(error).includes("errors") || errors.some(isError))
  const suppressed = ["error", "suppressed"].filter((key) => isHidden(error, key))
  return {
    errors: [...(isBundle ? errors : []), ...suppressed.map((key) => read(error, key))],
    keys: [...(isBundle ? ["errors"] : []), ...suppressed],
  }
}

function isHidden(error: object, key: string): boolean {
  try {
    return Object.getOwnPropertyDescriptor(error, key)?.enumerable === false
  } catch {
    return false
  }
}

/** A property as text; undefined when there is none. */
function textOf(error: object, name: string): string | undefined {
  const value = read(error, name)
  return value === undefined || typeof value === "string" ? value : inspect(value)
}

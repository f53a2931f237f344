import type { ErrorReport } from "../../model/errorReport.ts"
import { cut, fieldLines } from "./fields.ts"
import { takeApart, walkParts, type ErrorPart } from "./parts.ts"

/** How much of an error's texts is kept, in characters. */
const maxMessageLength = 20_000
const maxStackLength = 100_000
/** How much of those behind it, each of which has its text in the stack as well. */
const maxBehindLength = 2_000

const unreadable = "what was thrown can't be shown: looking at it throws another error"

/** What was thrown, as it is kept and shown. Anything can be thrown; what isn't an error is shown as it prints. */
export function reportError(thrown: unknown): ErrorReport {
  try {
    const part = takeApart(thrown)
    if (!part.isError) return { name: part.name, message: cut(part.message, maxMessageLength) }
    return { ...factsOf(part, maxMessageLength), stack: cut(stackOf(part), maxStackLength) }
  } catch {
    // A proxy, say, that lets nobody look.
    return { name: "Thrown", message: unreadable }
  }
}

function factsOf(part: ErrorPart, longest: number): ErrorReport {
  const { name, message, fields, cause, errors } = part
  return {
    name,
    message: cut(message, longest),
    ...(Object.keys(fields).length > 0 && { fields }),
    ...(cause && { cause: behind(cause) }),
    ...(errors.length > 0 && { errors: errors.map(behind) }),
  }
}

function behind(part: ErrorPart): ErrorReport {
  const facts = factsOf(part, maxBehindLength)
  return part.isError ? { ...facts, stack: cut(part.stack, maxBehindLength) } : facts
}

/** The stack and the error's fields, with those of the errors behind it. */
function stackOf(error: ErrorPart): string {
  const texts = Array.from(walkParts(error), ({ part, role }) => [role + part.stack, ...partNotes(part)].join("\n"))
  return texts.join("\n")
}

/** What is told of an error below its stack. */
export function partNotes({ fields, leftOut }: ErrorPart): readonly string[] {
  return [...fieldLines(fields), ...(leftOut > 0 ? [`    … ${leftOut} more errors`] : [])]
}

import type { ErrorReport } from "../../model/errorReport.ts"

/** Where an `await` stands. */
export interface AwaitPlace {
  /** The notebook's name, as stacks have it. */
  notebook: string
  /** 1-based, in the notebook. */
  line: number
  /** 1-based, in UTF-16 units. */
  column: number
}

const nothingLeft = "nothing is left that could wake it: no timer, no request, no open handle and no child process"
/** What Node calls the same at the end of a program, where it ends with exit code 13. */
const name = "UnsettledAwait"

/** The error of an attempt whose code waits, while nothing is left that could wake it. */
export function unsettledAwait(place: AwaitPlace | undefined): ErrorReport {
  if (!place) {
    return { name, message: `The cell waits for a promise that can never settle: ${nothingLeft}` }
  }
  const message = `The await in line ${place.line} can never settle: ${nothingLeft}`
  return { name, message, stack: `${name}: ${message}\n    at ${place.notebook}:${place.line}:${place.column}` }
}

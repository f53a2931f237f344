import { NotebookProblemsError, RequestError } from "../session/api.ts"
import { AmbiguousRunError, RunGoesOnError } from "../store/errors.ts"
import { explainOpenFiles } from "../openFiles.ts"
import { exitCodes, UsageError } from "./exit.ts"
import { problemLines } from "./format/problems.ts"
import { DataFolderError } from "../userFolders.ts"

/** What to print on standard error about an error that ended a command, and the exit code. */
export function describeFailure(
  thrown: unknown,
  environment: NodeJS.ProcessEnv = process.env,
): { text: string; exitCode: number } {
  const error = explainOpenFiles(thrown)
  if (error instanceof NotebookProblemsError) {
    return { text: problemLines(error.notebook, error.problems).join("\n"), exitCode: exitCodes.wrongUse }
  }
  if (isWrongUse(error)) {
    return { text: `tsnb: ${error.message}`, exitCode: exitCodes.wrongUse }
  }
  if (!(error instanceof Error)) return { text: `tsnb: ${String(error)}`, exitCode: exitCodes.failed }
  if (environment["TSNB_DEBUG"]) return { text: error.stack ?? error.message, exitCode: exitCodes.failed }
  // An error class of tsnb's own says all there is to say; one of JavaScript's is a surprise, and its origin matters.
  const isSurprise = error.name in globalThis
  const hint = isSurprise ? "\nSet the environment variable TSNB_DEBUG=1 to see where this came from." : ""
  return { text: `tsnb: ${error.message}${hint}`, exitCode: exitCodes.failed }
}

function isWrongUse(error: unknown): error is Error {
  return [RequestError, UsageError, AmbiguousRunError, RunGoesOnError, DataFolderError].some(
    (kind) => error instanceof kind,
  )
}

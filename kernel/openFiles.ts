import { closeSync, openSync } from "node:fs"
import { devNull } from "node:os"

const advice =
  "Raise the limit where tsnb is started (`ulimit -n 4096`), or let fewer tasks run side by side (`// @flow concurrency=2`)"

/** Thrown when no more files, pipes or sockets can be opened: the process, or the computer, has as many as it may have. */
export class OpenFilesError extends Error {
  override readonly name = "OpenFilesError"

  /** @param what couldn't be done */
  constructor(what: string, cause: unknown) {
    const whose = codeOf(cause) === "ENFILE" ? "the computer has" : "this process has"
    super(`${what}: ${whose} as many files open as it may have. ${advice}`, { cause })
  }
}

/** Whether an error says that no more files can be opened. */
export function isOutOfFiles(error: unknown): boolean {
  const code = codeOf(error)
  return code === "EMFILE" || code === "ENFILE"
}

/** The error as one that tells people what to do, if it is about the number of open files; else as it is. */
export function explainOpenFiles(error: unknown): unknown {
  return isOutOfFiles(error) ? new OpenFilesError(String(error instanceof Error ? error.message : error), error) : error
}

/** What a database may need: itself, its log, and what it shares with other processes. */
const enough = 4

/** Opens files that are always there, for an error that doesn't say why others couldn't be opened. */
export function findOutOfFiles(): unknown {
  const opened: number[] = []
  try {
    while (opened.length < enough) opened.push(openSync(devNull, "r"))
    return undefined
  } catch (error) {
    return isOutOfFiles(error) ? error : undefined
  } finally {
    for (const file of opened) closeSync(file)
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined
}

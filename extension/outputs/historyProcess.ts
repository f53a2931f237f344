import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { text } from "node:stream/consumers"
import type { HistoryMessage, HistoryRequest } from "../../kernel/history/messages.ts"

/** The program that reads run histories. */
export interface HistoryProgram {
  /** Absolute path. */
  program: string
  /** Absolute path of a Node of at least version 24; VS Code's own when absent. */
  nodePath?: string
}

/** The history couldn't be read; the message says why. */
export class HistoryError extends Error {
  override readonly name = "HistoryError"
}

/** Milliseconds until a program that says nothing is given up. */
const patience = 20_000

/**
 * Reads a notebook's run history in a process of its own: a history that is locked, large or damaged holds nobody up, and no
 * kernel has to be started. Resolves when all was told; when a run goes on, that is when it has ended.
 * @param onMessage called with each message, in turn
 * @param signal ends the reading early, which is no failure
 * @throws {HistoryError} when it can't be read
 */
export async function readHistory(
  { program, nodePath }: HistoryProgram,
  request: HistoryRequest,
  onMessage: (message: HistoryMessage) => void | Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return
  const child = spawn(nodePath ?? process.execPath, [program], {
    // VS Code's own program runs as Node when it is told so.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  })
  const stop = (): boolean => child.kill("SIGKILL")
  signal.addEventListener("abort", stop)
  let isSilent = true
  const timer = setTimeout(stop, patience)
  const ended = Promise.withResolvers<number | null>()
  child.once("error", ended.reject)
  child.once("close", (code) => ended.resolve(code))
  // It may have ended before it has read all: its end tells why.
  child.stdin.on("error", () => undefined)
  child.stdin.end(JSON.stringify(request))
  try {
    const said = text(child.stderr)
    for await (const line of createInterface({ input: child.stdout })) {
      isSilent = false
      clearTimeout(timer)
      // The program is of the same version.
      await onMessage(JSON.parse(line) as HistoryMessage)
    }
    const code = await ended.promise
    if (code === 0 || signal.aborted) return
    const reason = (await said).trim()
    throw new HistoryError(reason || (isSilent ? `it didn't answer within ${patience / 1_000} s` : `exit code ${code}`))
  } finally {
    clearTimeout(timer)
    signal.removeEventListener("abort", stop)
    stop()
  }
}

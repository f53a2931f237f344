import { spawn, type ChildProcess } from "node:child_process"
import { createInterface } from "node:readline"
import { text } from "node:stream/consumers"
import type { HistoryMessage, HistoryRequest } from "../../kernel/history/messages.ts"
import { saidBy, type CommandLine } from "../kernel/commandLine.ts"
import { nodeEnvironment } from "../kernel/nodeEnvironment.ts"

/** The history couldn't be read; the message says why. */
export class HistoryError extends Error {
  override readonly name = "HistoryError"
}

/** Milliseconds until a program that says nothing is given up. */
const timeout = 20_000

/**
 * Reads a notebook's run history by the command line, in a process of its own: a history that is locked, large or damaged holds nobody up, and no
 * kernel has to be started. Resolves when all was told; when a run goes on, that is when it has ended.
 * @param onMessage called with each message, in turn
 * @param signal ends the reading early, which is no failure
 * @throws {HistoryError} when it can't be read
 */
export async function readHistory(
  { program, node }: CommandLine,
  request: HistoryRequest,
  onMessage: (message: HistoryMessage) => void | Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return
  const child = spawn(node, [program, "history"], {
    env: nodeEnvironment(),
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  })
  const stop = (): boolean => child.kill("SIGKILL")
  signal.addEventListener("abort", stop)
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    stop()
  }, timeout)
  const ended = endOf(child)
  // It may have ended before it has read all: its end tells why.
  child.stdin.on("error", () => undefined)
  child.stdin.end(JSON.stringify(request))
  try {
    const said = text(child.stderr)
    for await (const line of createInterface({ input: child.stdout })) {
      clearTimeout(timer)
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The program is of the same version.
      await onMessage(JSON.parse(line) as HistoryMessage)
    }
    const end = await ended
    if (end === undefined || signal.aborted) return
    const reason = isLate ? `it didn't answer within ${timeout / 1_000} s` : saidBy(await said)
    throw new HistoryError(reason || end)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener("abort", stop)
    stop()
  }
}

/** Resolves when all that it said was read, with what went wrong; undefined when nothing did. */
function endOf(child: ChildProcess): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  child.once("error", (error) => resolve(error.message))
  child.once("close", (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)))
  return promise
}

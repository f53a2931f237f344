import { spawn, type ChildProcess } from "node:child_process"
import { dirname } from "node:path"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import type { Attempt, AttemptEnd } from "../flow/ports.ts"
import { processProgram } from "../installation.ts"
import { reportError } from "../runtime/errorReport.ts"
import { decodeFromProcess, type FromProcess, type ToProcess } from "../runtime/messages.ts"
import { describeDeath } from "./death.ts"

export interface WorkerOptions {
  /** Absolute path of the notebook; its folder is the working folder. */
  notebook: string
  /** Absolute path of the folder for result files. */
  results: string
  /** Upper bound of the JavaScript heap in bytes. */
  memory?: number | undefined
}

/** How an attempt ended in a process; `stale` asks for another process. */
export type WorkerEnd = AttemptEnd | { outcome: { kind: "stale" } }

/** Milliseconds that a dead process's last output is waited for. */
const lastWords = 1_000
const keptErrorLines = 40

/** What tsnb itself, or danfojs, makes Node warn of; nothing that the notebook's author could mend. */
const quiet = ["--disable-warning=ExperimentalWarning", "--disable-warning=DEP0040"]

let lastAttempt = 0

/** A session or worker process as the kernel sees it: takes one evaluation at a time. */
export class WorkerProcess {
  readonly memory: number | undefined
  readonly #child: ChildProcess
  readonly #errorLines: string[] = []
  #current: Running | undefined
  #dead = false

  constructor({ notebook, results, memory }: WorkerOptions) {
    this.memory = memory
    const heap = memory === undefined ? [] : [`--max-old-space-size=${Math.max(16, Math.round(memory / 2 ** 20))}`]
    this.#child = spawn(process.execPath, [...heap, ...quiet, processProgram], {
      cwd: dirname(notebook),
      // The fifth is the lifeline: it ends when this process does.
      stdio: ["ignore", "pipe", "pipe", "ipc", "pipe"],
      serialization: "advanced",
      // A group of its own, so that what the task started ends with it, and Ctrl-C is ours to handle.
      detached: process.platform !== "win32",
      windowsHide: true,
    })
    this.#child.on("message", (message) => this.#receive(message))
    this.#child.on("error", (error) => this.#die(error.message))
    this.#child.on("exit", (code, signal) => void this.#exited(code, signal))
    this.#passOn(this.#child.stdout, "info")
    this.#passOn(this.#child.stderr, "warn")
    this.#send({ type: "initialise", notebook, results })
  }

  get isAlive(): boolean {
    return !this.#dead
  }

  /** Runs an attempt to its end. The process may be dead afterwards: see `isAlive`. */
  run(attempt: Attempt): Promise<WorkerEnd> {
    const id = ++lastAttempt
    const { promise, resolve } = Promise.withResolvers<WorkerEnd>()
    const startedAt = performance.now()
    const interrupt = (outcome: AttemptEnd["outcome"]): void => {
      this.#settle({ outcome, trace: [], changed: [], duration: performance.now() - startedAt })
      this.kill()
    }
    const cancel = (): void => interrupt({ kind: "cancelled" })
    const timer = attempt.timeout === undefined ? undefined : setTimeout(() => interrupt(timedOut(attempt.timeout)), attempt.timeout)
    const running: Running = {
      id,
      attempt,
      startedAt,
      finish: (end) => {
        clearTimeout(timer)
        attempt.signal.removeEventListener("abort", cancel)
        resolve(end)
      },
    }
    this.#current = running
    attempt.signal.addEventListener("abort", cancel, { once: true })
    if (attempt.signal.aborted) cancel()
    else if (this.#dead) this.#die("it ended before the attempt started")
    else this.#send({ type: "evaluate", attempt: id, ...attempt.evaluation })
    return promise
  }

  /** Ends the process and everything that it started. */
  kill(): void {
    this.#dead = true
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      // A negative number means the process group; Windows has none.
      process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL")
    } catch (error) {
      // ESRCH: everything has ended already, which is what was asked for.
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error
    }
  }

  #send(message: ToProcess): void {
    // A channel that is closed means that the process is gone: its exit is reported by itself.
    this.#child.send(message, () => undefined)
  }

  #settle(end: WorkerEnd): void {
    const running = this.#current
    this.#current = undefined
    running?.finish(end)
  }

  #receive(raw: unknown): void {
    let message: FromProcess
    try {
      message = decodeFromProcess(raw)
    } catch (error) {
      this.#die(reportError(error).message)
      this.kill()
      return
    }
    // A message of an attempt that has ended already is too late to count.
    if (message.type === "ready" || message.attempt !== this.#current?.id) return
    switch (message.type) {
      case "finished": {
        const { outcome, trace, changed, duration } = message
        this.#settle(outcome.kind === "stale" ? { outcome } : { outcome, trace, changed, duration })
        break
      }
      case "requested":
        void this.#answer(this.#current.attempt, message)
        break
      default:
        this.#current.attempt.onMessage(message)
    }
  }

  async #answer(attempt: Attempt, { request, notebook, parameters }: Extract<FromProcess, { type: "requested" }>): Promise<void> {
    try {
      const answer = await attempt.onSubflow(notebook, parameters)
      this.#send({ type: "response", request, ...answer })
    } catch (error) {
      this.#send({ type: "response", request, error: reportError(error) })
    }
  }

  /** Output that doesn't go through `process.stdout`, as native code's. */
  #passOn(stream: Readable | null, level: "info" | "warn"): void {
    if (!stream) return
    createInterface({ input: stream }).on("line", (text) => {
      if (level === "warn") this.#errorLines.push(text)
      if (this.#errorLines.length > keptErrorLines) this.#errorLines.shift()
      const { id, attempt } = this.#current ?? {}
      if (id !== undefined) attempt?.onMessage({ type: "logged", attempt: id, time: Date.now(), level, text })
    })
  }

  async #exited(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    this.kill()
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, lastWords)
    this.#child.once("close", () => resolve())
    await closed
    clearTimeout(timer)
    this.#die(describeDeath({ code, signal, errorLines: this.#errorLines, memory: this.memory }))
  }

  #die(message: string): void {
    this.#dead = true
    const duration = performance.now() - (this.#current?.startedAt ?? performance.now())
    this.#settle({ outcome: { kind: "crashed", error: { name: "ProcessDied", message } }, trace: [], changed: [], duration })
  }
}

interface Running {
  id: number
  attempt: Attempt
  startedAt: number
  finish(end: WorkerEnd): void
}

function timedOut(timeout = 0): AttemptEnd["outcome"] {
  const message = `The attempt took longer than its timeout of ${timeout} ms and was ended. Give the task a longer timeout= if it needs one`
  return { kind: "timedOut", error: { name: "TimedOut", message } }
}

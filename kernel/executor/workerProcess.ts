import { spawn, type ChildProcess } from "node:child_process"
import { dirname } from "node:path"
import { Readable, Writable } from "node:stream"
import type { Attempt, AttemptEnd } from "../flow/ports.ts"
import { startTimer } from "../flow/timer.ts"
import { processProgram } from "../installation.ts"
import { decodeFromProcess } from "../runtime/decode.ts"
import { reportError } from "../runtime/errorReport.ts"
import { encodeFrame, FrameReader } from "../runtime/frames.ts"
import { pipeDescriptors } from "../runtime/kernelPipes.ts"
import { LineSplitter } from "../runtime/lines.ts"
import type { FromProcess, ToProcess } from "../runtime/messages.ts"
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

/** Made once: each attempt ends, and few have a subflow that hears of it. */
const attemptEnded = new Error("The attempt that asked for it has ended")

let lastAttempt = 0

/** A session or worker process as the kernel sees it: takes one evaluation at a time. */
export class WorkerProcess {
  readonly memory: number | undefined
  readonly #child: ChildProcess
  readonly #errorLines: string[] = []
  readonly #outputs: readonly LineSplitter[]
  readonly #frames = new FrameReader()
  #current: Running | undefined
  /** The attempt before: what its code still says, such as from a timer, is its own. */
  #previous: Running | undefined
  #dead = false

  constructor({ notebook, results, memory }: WorkerOptions) {
    this.memory = memory
    const heap = memory === undefined ? [] : [`--max-old-space-size=${Math.max(16, Math.round(memory / 2 ** 20))}`]
    this.#child = spawn(process.execPath, [...heap, ...quiet, processProgram], {
      cwd: dirname(notebook),
      // The last three are those of `pipeDescriptors`.
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
      // A group of its own, so that what the task started ends with it, and Ctrl-C is ours to handle.
      detached: process.platform !== "win32",
      windowsHide: true,
    })
    this.#child.on("error", (error) => this.#die(error.message))
    this.#child.on("exit", (code, signal) => void this.#exited(code, signal))
    // A pipe that breaks means that the process is gone: its exit is reported by itself.
    for (const pipe of this.#child.stdio) pipe?.on("error", () => undefined)
    this.#outputs = [this.#passOn(this.#child.stdout, "info"), this.#passOn(this.#child.stderr, "warn")]
    this.#pipe(pipeDescriptors.toKernel)?.on("data", (bytes: Buffer) => this.#receive(bytes))
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
    const stopTimer =
      attempt.timeout === undefined
        ? undefined
        : startTimer(attempt.timeout, () => interrupt(timedOut(attempt.timeout)))
    const ended = new AbortController()
    const running: Running = {
      id,
      attempt,
      startedAt,
      ended: ended.signal,
      subflows: new Set(),
      finish: async (end) => {
        stopTimer?.()
        attempt.signal.removeEventListener("abort", cancel)
        ended.abort(attemptEnded)
        await Promise.all(running.subflows)
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
    const pipe = this.#pipe(pipeDescriptors.fromKernel)
    if (pipe instanceof Writable) pipe.write(encodeFrame(message))
  }

  /** One of the process's pipes; none when the process couldn't be started. */
  #pipe(descriptor: number): Readable | Writable | null | undefined {
    // Node's type knows of the first five alone.
    const pipes: readonly (Readable | Writable | null | undefined)[] = this.#child.stdio
    return pipes[descriptor]
  }

  #settle(end: WorkerEnd): void {
    const running = this.#current
    if (!running) return
    this.#current = undefined
    this.#previous = running
    void running.finish(end)
  }

  #receive(bytes: Buffer): void {
    try {
      for (const message of this.#frames.push(bytes)) this.#take(decodeFromProcess(message))
    } catch (error) {
      // Only user code that writes to the pipe itself can bring this about.
      this.kill()
      this.#die(reportError(error).message)
    }
  }

  #take(message: FromProcess): void {
    const running = this.#current
    if (message.attempt !== running?.id) {
      const { id, attempt } = this.#previous ?? {}
      // Lines are kept however late they are; anything else of an attempt that has ended doesn't count any more.
      if (message.type === "logged" && message.attempt === id) attempt?.onMessage(message)
      return
    }
    switch (message.type) {
      case "finished":
        // What was printed past the runtime, by a child process say, came before this message, but by another pipe.
        setImmediate(() => this.#finish(running, message))
        break
      case "requested": {
        const answer = this.#answer(running, message)
        running.subflows.add(answer)
        void answer.finally(() => running.subflows.delete(answer))
        break
      }
      default:
        running.attempt.onMessage(message)
    }
  }

  #finish(running: Running, { outcome, trace, changed, duration }: Extract<FromProcess, { type: "finished" }>): void {
    // Meanwhile a timeout may have ended it.
    if (running !== this.#current) return
    for (const output of this.#outputs) output.flush()
    this.#settle(outcome.kind === "stale" ? { outcome } : { outcome, trace, changed, duration })
  }

  /** Never rejects: what goes wrong is the answer. */
  async #answer(
    { attempt, ended }: Running,
    { request, notebook, parameters }: Extract<FromProcess, { type: "requested" }>,
  ): Promise<void> {
    try {
      const answer = await attempt.onSubflow(notebook, parameters, ended)
      this.#send({ type: "response", request, ...answer })
    } catch (error) {
      this.#send({ type: "response", request, error: reportError(error) })
    }
  }

  /** Output that doesn't go through `process.stdout`, as native code's. */
  #passOn(stream: Readable | null, level: "info" | "warn"): LineSplitter {
    const lines = new LineSplitter((text) => {
      if (level === "warn") this.#errorLines.push(text)
      if (this.#errorLines.length > keptErrorLines) this.#errorLines.shift()
      const { id, attempt } = this.#current ?? {}
      if (id !== undefined) attempt?.onMessage({ type: "logged", attempt: id, time: Date.now(), level, text })
    })
    stream?.setEncoding("utf8").on("data", (text: string) => lines.push(text))
    return lines
  }

  async #exited(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    this.kill()
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, lastWords)
    this.#child.once("close", () => resolve())
    await closed
    clearTimeout(timer)
    // Somebody who left the process group may hold the pipes open: nobody waits for that.
    for (const pipe of this.#child.stdio) pipe?.destroy()
    for (const output of this.#outputs) output.flush()
    this.#die(describeDeath({ code, signal, errorLines: this.#errorLines, memory: this.memory }))
  }

  #die(message: string): void {
    this.#dead = true
    const duration = performance.now() - (this.#current?.startedAt ?? performance.now())
    this.#settle({
      outcome: { kind: "crashed", error: { name: "ProcessDied", message } },
      trace: [],
      changed: [],
      duration,
    })
  }
}

interface Running {
  id: number
  attempt: Attempt
  startedAt: number
  /** Aborted when it has ended, however it did. */
  ended: AbortSignal
  /** The subflows that it asked for and that haven't ended. */
  subflows: Set<Promise<void>>
  finish(end: WorkerEnd): Promise<void>
}

function timedOut(timeout = 0): AttemptEnd["outcome"] {
  const message = `The attempt took longer than its timeout of ${timeout} ms and was ended. Give the task a longer timeout= if it needs one`
  return { kind: "timedOut", error: { name: "TimedOut", message } }
}

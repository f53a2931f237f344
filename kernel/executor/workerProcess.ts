import { basename, dirname } from "node:path"
import { StringDecoder } from "node:string_decoder"
import type { Attempt, AttemptEnd } from "../flow/ports.ts"
import { SubflowFailedError } from "../flow/subflowFailed.ts"
import { startTimer } from "../flow/timer.ts"
import { processProgram } from "../installation.ts"
import { checkAnswer, decodeFromProcess } from "../model/processMessages.ts"
import { reportError } from "../runtime/error/report.ts"
import type { FromProcess, ToProcess } from "../model/processMessages.ts"
import { GrowingLines } from "../runtime/unfinishedLine.ts"
import { describeDeath, wasKilled } from "./death.ts"
import { heapFlags, RuntimeProcess, type ProcessEnd } from "./runtimeProcess.ts"
import { Subflows } from "./subflows.ts"

export interface WorkerOptions {
  /** Absolute path of the notebook; its folder is the working folder. */
  notebook: string
  /** Absolute path of the folder for result files. */
  results: string
  /** Upper bound of the JavaScript heap in bytes. */
  memory?: number | undefined
  /** What its death is told of. */
  runs?: "task" | "plainCells"
}

/** How an attempt ended in a process; `stale` asks for another process. */
export type WorkerEnd = AttemptEnd | StaleEnd

interface StaleEnd {
  outcome: { kind: "stale" }
}

/** Whether a process has to leave its attempt to another. */
export function isStale(end: WorkerEnd): end is StaleEnd {
  return end.outcome.kind === "stale"
}

const keptErrorLines = 40

/** Milliseconds after which a process that doesn't answer is taken for busy: its code can't hear that it is to end. */
const untilBusy = 1_000
/** Milliseconds that an attempt has for its own end, once its code has heard that it is to end. */
const grace = 5_000

let lastAttempt = 0

/** A session or worker process as the kernel sees it: takes one evaluation at a time. */
export class WorkerProcess {
  readonly memory: number | undefined
  readonly #runs: "task" | "plainCells"
  readonly #process: RuntimeProcess
  readonly #errorLines: string[] = []
  readonly #outputs: readonly RawOutput[]
  #isSpent = false
  #current: Running | undefined
  /** The attempt before: what its code still says, such as from a timer, is its own. */
  #previous: Running | undefined
  /** The signal of the newest attempt. */
  #heeded: AbortSignal | undefined

  constructor({ notebook, results, memory, runs = "task" }: WorkerOptions) {
    this.memory = memory
    this.#runs = runs
    const [stdout, stderr] = [this.#passOn("info"), this.#passOn("warn")]
    this.#outputs = [stdout, stderr]
    this.#process = new RuntimeProcess(
      { program: processProgram, folder: dirname(notebook), flags: heapFlags(memory) },
      {
        onMessage: (message) => this.#take(decodeFromProcess(message)),
        onOutput: (stream, bytes) => (stream === "stdout" ? stdout : stderr).push(bytes),
        onEnd: (end) => this.#died(end),
      },
    )
    this.#send({ type: "initialise", notebook, results, kernel: process.pid })
  }

  /** Whether it had better take no further attempt: it would ask for another process. */
  get isSpent(): boolean {
    return this.#isSpent
  }

  get isAlive(): boolean {
    return this.#process.isAlive
  }

  /** Runs an attempt to its end. The process may be dead afterwards: see `isAlive`. */
  run(attempt: Attempt): Promise<WorkerEnd> {
    const id = ++lastAttempt
    const { promise, resolve } = Promise.withResolvers<WorkerEnd>()
    const stopTimer =
      attempt.timeout === undefined
        ? undefined
        : startTimer(attempt.timeout, () => this.#interrupt(timedOut(attempt.timeout, running.waitingFor)))
    const running: Running = {
      id,
      attempt,
      startedAt: performance.now(),
      subflows: undefined,
      waitingFor: undefined,
      finish(end) {
        stopTimer?.()
        running.stopGrace?.()
        if (running.subflows) void running.subflows.end().then(() => resolve(end))
        else resolve(end)
      },
    }
    this.#current = running
    this.#heed(attempt.signal)
    if (attempt.signal.aborted) {
      running.interruption = { kind: "cancelled" }
      this.#endInterrupted(running)
    } else if (!this.isAlive) this.#die("it ended before the attempt started")
    else this.#send({ type: "evaluate", attempt: id, ...attempt.evaluation })
    return promise
  }

  /** Listens to a signal until another comes: a flow's attempts have one together. */
  #heed(signal: AbortSignal): void {
    if (signal === this.#heeded) return
    this.#heeded?.removeEventListener("abort", this.#cancel)
    this.#heeded = signal
    signal.addEventListener("abort", this.#cancel)
  }

  readonly #cancel = (): void => {
    if (this.#current) this.#interrupt({ kind: "cancelled" })
  }

  /** Asks the attempt to end, and sees to it that it does. */
  #interrupt(outcome: AttemptEnd["outcome"]): void {
    const running = this.#current
    if (!running || running.interruption) return
    running.interruption = outcome
    void running.subflows?.end()
    this.#send({ type: "cancel", attempt: running.id })
    running.stopGrace = startTimer(untilBusy, () => this.#endInterrupted(running))
  }

  /** The attempt's end is what it was interrupted for, however its code ended. */
  #endInterrupted(running: Running): void {
    if (running !== this.#current || !running.interruption) return
    const duration = performance.now() - running.startedAt
    this.#settle({ outcome: running.interruption, trace: [], changed: [], duration })
    this.kill()
  }

  /** Ends the process and everything that it started. */
  kill(): void {
    this.#process.kill()
  }

  #send(message: ToProcess): void {
    this.#process.send(message)
  }

  #settle(end: WorkerEnd): void {
    const running = this.#current
    if (!running) return
    this.#current = undefined
    this.#previous = running
    running.finish(end)
  }

  #take(message: FromProcess): void {
    const running = this.#current
    if (message.attempt !== running?.id) {
      const { id, attempt } = this.#previous ?? {}
      // Lines are kept however late they are; anything else of an attempt that has ended doesn't count any more.
      if (message.type === "logged" && message.attempt === id) attempt?.onMessage(message)
      if (message.type === "spent") this.#isSpent = true
      return
    }
    switch (message.type) {
      case "finished":
        checkAnswer(message.outcome, running.attempt.evaluation)
        // What was printed past the runtime, by a child process say, came before this message, but by another pipe.
        setImmediate(() => this.#finish(running, message))
        break
      case "requested":
        running.subflows ??= new Subflows()
        running.subflows.add((ended) => this.#answer(running, message, ended))
        break
      case "waiting":
        running.waitingFor = message.what
        running.attempt.onMessage(message)
        break
      case "spent":
        this.#isSpent = true
        break
      case "ending":
        running.stopGrace?.()
        running.stopGrace = startTimer(grace, () => this.#endInterrupted(running))
        break
      default:
        running.attempt.onMessage(message)
    }
  }

  #finish(running: Running, message: Extract<FromProcess, { type: "finished" }>): void {
    const { outcome, trace, changed, doubts = [], unseen = [], duration, isSpent } = message
    // Meanwhile a timeout may have ended it.
    if (running !== this.#current) return
    for (const output of this.#outputs) output.flush()
    // What it completed all the same is kept: it isn't to be repeated.
    const isComplete = outcome.kind === "completed" && running.interruption?.kind === "cancelled"
    if (running.interruption && !isComplete) return this.#endInterrupted(running)
    this.#settle(outcome.kind === "stale" ? { outcome } : { outcome, trace, changed, doubts, unseen, duration })
    // What was meant to stay ends with its process.
    if (isSpent || running.interruption) this.kill()
  }

  /** Never rejects: what goes wrong is the answer. */
  async #answer(
    { attempt }: Running,
    { request, notebook, parameters }: Extract<FromProcess, { type: "requested" }>,
    ended: AbortSignal,
  ): Promise<void> {
    try {
      const answer = await attempt.onSubflow(notebook, parameters, ended)
      this.#send({ type: "response", request, ...answer })
    } catch (error) {
      const unknown = { trace: [], doubts: [`what ${basename(notebook)} depends on isn't known`] }
      const dependedOn = error instanceof SubflowFailedError ? error.dependedOn : unknown
      this.#send({ type: "response", request, error: reportError(error), ...dependedOn })
    }
  }

  /** Output that doesn't go through `process.stdout`, as native code's. */
  #passOn(level: "info" | "warn"): RawOutput {
    const decoder = new StringDecoder("utf8")
    const take = (text: string): void => {
      if (level === "warn") this.#errorLines.push(text)
      if (this.#errorLines.length > keptErrorLines) this.#errorLines.shift()
      const { id, attempt } = this.#current ?? {}
      if (id !== undefined) attempt?.onMessage({ type: "logged", attempt: id, time: Date.now(), level, text })
    }
    const lines = new GrowingLines(take, (text) => {
      const { id, attempt } = this.#current ?? {}
      if (id !== undefined) attempt?.onMessage({ type: "writing", attempt: id, level, text })
    })
    return { push: (bytes) => lines.push(decoder.write(bytes)), flush: () => lines.flush() }
  }

  #died({ code, signal, problem }: ProcessEnd): void {
    for (const output of this.#outputs) output.flush()
    const death = { code, signal, errorLines: this.#errorLines, memory: this.memory }
    this.#die(problem ?? describeDeath(death, this.#runs), problem === undefined && wasKilled(death))
  }

  #die(message: string, isKilled = false): void {
    if (this.#current?.interruption) return this.#endInterrupted(this.#current)
    const duration = performance.now() - (this.#current?.startedAt ?? performance.now())
    this.#settle({
      outcome: { kind: "crashed", error: { name: "ProcessDied", message }, isKilled },
      trace: [],
      changed: [],
      duration,
    })
  }
}

interface RawOutput {
  push(bytes: Buffer): void
  flush(): void
}

interface Running {
  id: number
  attempt: Attempt
  startedAt: number
  /** Those that it asked for; few attempts ask for any. */
  subflows: Subflows | undefined
  /** What it waits for after its cell's end. */
  waitingFor: string | undefined
  /** What it is being ended for. */
  interruption?: AttemptEnd["outcome"]
  stopGrace?: () => void
  finish(end: WorkerEnd): void
}

function timedOut(timeout = 0, waitingFor?: string): AttemptEnd["outcome"] {
  const ended = `The attempt took longer than its timeout of ${timeout} ms and was ended`
  const message =
    waitingFor === undefined
      ? `${ended}. Give the task a longer timeout= if it needs one`
      : `${ended}, while it was waiting for ${waitingFor} after the cell's end. Hand what is meant to stay to background()`
  return { kind: "timedOut", error: { name: "TimedOut", message } }
}

import * as v from "valibot"
import { dirname } from "node:path"
import { StringDecoder } from "node:string_decoder"
import { liveProgram } from "../installation.ts"
import { interruptedMessage, interruptedName, sessionDiedName } from "../model/cellErrors.ts"
import type { CellEnd, CellOutput } from "../model/cellOutput.ts"
import { reportError } from "../runtime/error/report.ts"
import { errorTitle } from "../runtime/live/colours.ts"
import type { ControlMessage } from "../runtime/live/control.ts"
import { answers, decodeFromLive } from "../model/liveMessages.ts"
import type { Answers, FromLive, Question, ToLive } from "../model/liveMessages.ts"
import { describeSessionDeath } from "./death.ts"
import type { LiveExecution } from "./liveProcess.ts"
import { OrderedOutput } from "./orderedOutput.ts"
import { heapFlags, RuntimeProcess, type ProcessEnd } from "./runtimeProcess.ts"

export interface LiveOptions {
  /** Absolute path of the notebook; its folder is the working folder. */
  notebook: string
  /** Absolute path of the folder for result files. */
  results: string
  /** Upper bound of the JavaScript heap in bytes; Node's own unless given. */
  memory?: number
}

/** How many cells that have ended are remembered, for what their timers still show. */
const rememberedCells = 500
const keptErrorText = 20_000
/** How long a loop that can't be stopped is left to end by itself after an interrupt, in milliseconds. */
const unstoppable = 2_000
/** When the processes that a cell has started are interrupted, in milliseconds after the cell. */
const firstSignal = 20

/** A cell that has been sent to the process. */
interface Sent {
  id: number
  execution: LiveExecution
  finish: (end: CellEnd) => void
}

/** A question that isn't answered yet. */
interface Asked {
  question: Question
  /** @throws {TypeError} for what is no answer to it */
  answer: (answer: unknown) => void
  /** The process died. */
  giveUp: () => void
}

let lastCell = 0

/** One process in which cells live, from its start to its death. */
export class LiveChild {
  readonly #process: RuntimeProcess
  readonly #ordered: OrderedOutput
  readonly #decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") }
  readonly #questions = new Map<number, Asked>()
  /** Where the outputs of cells go, by their ids; the one that showed something last comes last. */
  readonly #outputs = new Map<number, LiveExecution["onOutput"]>()
  #lastQuestion = 0
  #current: Sent | undefined
  #latest = 0
  #isReady = false
  #interruptsLoops = true
  #errorText = ""
  /** Set while the cell that runs is being interrupted. */
  #signalTimer: NodeJS.Timeout | undefined

  constructor({ notebook, results, memory }: LiveOptions) {
    this.#process = new RuntimeProcess(
      // Node's own books about asynchronous code aren't in order after a loop was stopped, and it would end itself.
      {
        program: liveProgram,
        folder: dirname(notebook),
        flags: ["--no-force-async-hooks-checks", ...heapFlags(memory)],
      },
      {
        onMessage: (message) => this.#receive(decodeFromLive(message)),
        onOutput: (stream, bytes) => this.#ordered.pushRaw(stream, bytes),
        onEnd: (end) => this.#died(end),
      },
    )
    // Loaded only now, while the process starts, since it takes 3 ms.
    const nonce = process.getBuiltinModule("node:crypto").randomUUID()
    this.#ordered = new OrderedOutput(nonce, (stream, bytes) => this.#passRaw(stream, bytes))
    this.#send({ type: "initialise", notebook, results, nonce })
  }

  get isAlive(): boolean {
    return this.#process.isAlive
  }

  execute(execution: LiveExecution): Promise<CellEnd> {
    const id = ++lastCell
    const { source, label, inputs, imports = [], remade, gone = [], expressions } = execution
    const { promise, resolve } = Promise.withResolvers<CellEnd>()
    this.#current = { id, execution, finish: resolve }
    this.#latest = id
    this.#remember(id, (output) => execution.onOutput(output))
    const takesInput = execution.onInput !== undefined
    this.#send({ type: "execute", cell: id, source, label, inputs, imports, remade, gone, expressions, takesInput })
    return promise
  }

  /** @returns undefined when the process dies first */
  ask<Kind extends Question["kind"]>(question: Question & { kind: Kind }): Promise<Answers[Kind] | undefined> {
    const kind: Kind = question.kind
    const request = ++this.#lastQuestion
    const { promise, resolve } = Promise.withResolvers<Answers[Kind] | undefined>()
    const answer = (answer: unknown): void => {
      const { success, output } = v.safeParse(answers[kind], answer)
      if (!success) throw new TypeError("The session's process sent an unfit answer")
      resolve(output)
    }
    this.#questions.set(request, { question, answer, giveUp: () => resolve(undefined) })
    this.#send({ type: "question", request, question })
    return promise
  }

  interrupt(): void {
    const current = this.#current
    if (!current) return
    this.#send({ type: "interrupt", cell: current.id })
    if (this.#interruptsLoops) this.#control({ interrupt: current.id })
    else {
      const giveUp = (): void => {
        if (this.#current === current) this.#giveUp()
      }
      setTimeout(giveUp, unstoppable).unref()
    }
    if (!this.#signalTimer) this.#signalLater(firstSignal)
  }

  /**
   * Interrupts the processes that the cell has started (the session itself listens to its pipes), but not before the
   * session knows why they end; and once more while the cell runs, since one may only just have been starting.
   */
  #signalLater(delay: number): void {
    this.#signalTimer = setTimeout(() => {
      this.#signal()
      this.#signalLater(Math.min(2 * delay, 1_000))
    }, delay)
  }

  #signal(): void {
    if (this.#isReady && process.platform !== "win32") this.#process.signal("SIGINT")
  }

  kill(): void {
    this.#process.kill()
  }

  #send(message: ToLive): void {
    this.#process.send(message)
  }

  #control(message: ControlMessage): void {
    this.#process.say(`${JSON.stringify(message)}\n`)
  }

  #receive(message: FromLive): void {
    switch (message.type) {
      case "ready":
        this.#isReady = true
        this.#interruptsLoops = message.interruptsLoops
        break
      case "answered":
        this.#answered(message.request, message.answer)
        break
      default:
        this.#ordered.pushMessage(message.mark, () => this.#take(message))
    }
  }

  #take(message: Extract<FromLive, { mark: number }>): void {
    switch (message.type) {
      case "output":
        for (const output of message.outputs) this.#show(message.cell, output)
        break
      case "asked":
        void this.#answer(message)
        break
      case "finished":
        if (message.cell === this.#current?.id) this.#finish(message.end)
    }
  }

  #finish(end: CellEnd): void {
    const current = this.#current
    const wasInterrupted = this.#signalTimer !== undefined
    this.#current = undefined
    if (wasInterrupted) this.#signal()
    clearTimeout(this.#signalTimer)
    this.#signalTimer = undefined
    // Stopping a loop may have cut off the answers to questions.
    if (wasInterrupted) {
      for (const [request, { question }] of this.#questions) this.#send({ type: "question", request, question })
    }
    current?.finish(wasInterrupted ? interruptedEnd(end) : end)
  }

  #show(cell: number, output: CellOutput): void {
    const onOutput = this.#outputs.get(cell) ?? this.#outputs.get(this.#latest)
    if (!onOutput) return
    if (this.#outputs.has(cell)) this.#remember(cell, onOutput)
    onOutput(output)
  }

  #remember(cell: number, onOutput: LiveExecution["onOutput"]): void {
    this.#outputs.delete(cell)
    this.#outputs.set(cell, onOutput)
    if (this.#outputs.size <= rememberedCells) return
    for (const oldest of this.#outputs.keys()) {
      this.#outputs.delete(oldest)
      break
    }
  }

  #passRaw(stream: "stdout" | "stderr", bytes: Buffer): void {
    const text = this.#decoders[stream].write(bytes)
    if (stream === "stderr") this.#errorText = (this.#errorText + text).slice(-keptErrorText)
    if (text !== "") this.#show(this.#latest, { kind: "stream", stream, text })
  }

  #answered(request: number, answer: unknown): void {
    const asked = this.#questions.get(request)
    if (!asked) return
    asked.answer(answer)
    this.#questions.delete(request)
  }

  /** Never rejects: what goes wrong is the answer. */
  async #answer({ cell, request, ask, isSynchronous }: Extract<FromLive, { type: "asked" }>): Promise<void> {
    const execution = this.#current?.id === cell ? this.#current.execution : undefined
    try {
      if (!execution) throw new Error("The cell that asks has ended")
      if (ask.kind !== "input") {
        const value = await execution.onRequest(ask)
        this.#send({ type: "response", request, value })
        return
      }
      if (!execution.onInput) throw new Error("The front end that runs the cell allows no input")
      const text = await execution.onInput(ask.prompt, ask.isPassword)
      if (isSynchronous) this.#control({ answer: request, text })
      else this.#send({ type: "response", request, value: text })
    } catch (error) {
      if (isSynchronous) this.#control({ answer: request, error: reportError(error) })
      else this.#send({ type: "response", request, error: reportError(error) })
    }
  }

  #giveUp(): void {
    this.#process.kill()
    this.#finish(
      failedBy(
        sessionDiedName,
        "This Node can't stop a loop (it is built without its inspector), so the session was ended. " +
          "All values are gone. The next cell starts a new session",
      ),
    )
  }

  #died({ code, signal, problem }: ProcessEnd): void {
    this.#ordered.flush()
    for (const { giveUp } of this.#questions.values()) giveUp()
    this.#questions.clear()
    const errorLines = this.#errorText.split("\n")
    const message = problem
      ? `The session was ended: ${problem}. All values are gone. The next cell starts a new session`
      : describeSessionDeath({ code, signal, errorLines, memory: undefined })
    this.#finish(failedBy(sessionDiedName, message))
  }
}

/** How an interrupted cell ended: whatever it fails with then, such as a child process that ended, comes of that. */
function interruptedEnd(end: CellEnd): CellEnd {
  if (end.kind === "completed" || [interruptedName, sessionDiedName].includes(end.error.name)) return end
  const { error } = failedBy(interruptedName, interruptedMessage)
  return { kind: "failed", error: { ...error, traceback: [...error.traceback, "Caused by:", ...end.error.traceback] } }
}

function failedBy(name: string, message: string): Extract<CellEnd, { kind: "failed" }> {
  return { kind: "failed", error: { name, message, traceback: [errorTitle(name, message)] } }
}

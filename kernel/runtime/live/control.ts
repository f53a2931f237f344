import { MessageChannel, receiveMessageOnPort, type MessagePort } from "node:worker_threads"
import type { ErrorReport } from "../../model/errorReport.ts"
import { isObject } from "../../isObject.ts"
import { holdLifeline } from "../lifeline.ts"

/** What the kernel says on the control pipe, a line of JSON each. */
export type ControlMessage = { interrupt: number } | ControlAnswer

/** What the kernel answers to a cell that blocks the process. */
export type ControlAnswer = { answer: number; text: string } | { answer: number; error: ErrorReport }

interface ThreadData {
  shared: Int32Array
  port: MessagePort
}

/** The slots of the memory that is shared with the thread. */
const settledSlot = 0
const answersSlot = 1

/**
 * The thread that hears the kernel while the main thread is busy. It stops code that never waits, and takes answers that
 * the main thread blocks for.
 */
export class ControlThread {
  readonly #shared = new Int32Array(new SharedArrayBuffer(8))
  readonly #port: MessagePort

  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    const data: ThreadData = { shared: this.#shared, port: port2 }
    holdLifeline({ hear: hearKernel, data, transfer: [port2] })
  }

  /** Tells the thread that cells up to this one have ended: nothing needs to be stopped for them any more. */
  settled(cell: number): void {
    Atomics.store(this.#shared, settledSlot, cell)
  }

  /** Blocks until the kernel has answered. */
  waitForAnswer(request: number): ControlAnswer {
    for (;;) {
      const seen = Atomics.load(this.#shared, answersSlot)
      const received = receiveMessageOnPort(this.#port)
      if (!received) {
        Atomics.wait(this.#shared, answersSlot, seen)
        continue
      }
      const message: unknown = received.message
      // An answer to a question before, whose cell was interrupted, is of no use.
      if (isAnswer(message) && message.answer === request) return message
    }
  }
}

function isAnswer(message: unknown): message is ControlAnswer {
  return (
    isObject(message) &&
    typeof message["answer"] === "number" &&
    (typeof message["text"] === "string" || isObject(message["error"]))
  )
}

/** Runs in the thread by its text alone, so that it uses nothing from around it. */
function hearKernel({ shared, port }: ThreadData): (text: string) => void {
  const { Session } = process.getBuiltinModule("node:inspector")
  const settled = 0
  const answers = 1
  let session: import("node:inspector").Session | undefined
  /** The cell that was interrupted last. */
  let interrupted = 0
  let isTrying = false
  let timer: NodeJS.Timeout | undefined
  let rest = ""

  /**
   * The main thread settles it by itself unless it is busy; if it is, it may be at a point where it can't be stopped. One
   * attempt at a time: a second one that gets in while the first takes effect would take the effect away.
   */
  function tryToStop(delay: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const cell = interrupted
      if (Atomics.load(shared, settled) >= cell) {
        // While it is connected, V8 keeps what is logged, and the end of the process waits for it.
        session?.disconnect()
        session = undefined
        return
      }
      if (!session) {
        session = new Session()
        session.connectToMainThread()
      }
      isTrying = true
      // Named as Node's own scripts are, so that stack traces leave it out.
      const name = "//# sourceURL=node:internal/tsnb/stop"
      const expression = `globalThis[Symbol.for("tsnb.stop")](${cell})\n${name}`
      session.post("Runtime.evaluate", { expression }, () => {
        isTrying = false
        tryToStop(Math.min(delay * 2, 250))
      })
    }, delay)
  }

  function take(line: string): void {
    const message: unknown = JSON.parse(line)
    if (typeof message !== "object" || message === null) return
    if ("interrupt" in message) {
      interrupted = Number(message.interrupt)
      if (!isTrying) tryToStop(20)
      return
    }
    port.postMessage(message)
    Atomics.add(shared, answers, 1)
    Atomics.notify(shared, answers)
  }

  return (text) => {
    const lines = (rest + text).split("\n")
    rest = lines.pop() ?? ""
    lines.forEach(take)
  }
}

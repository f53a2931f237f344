import { MessageChannel, receiveMessageOnPort, type MessagePort } from "node:worker_threads"
import type { ErrorReport } from "../messages.ts"
import { holdLifeline } from "../lifeline.ts"

/** What the kernel says on the control pipe, a line of JSON each. */
export type ControlMessage =
  | { interrupt: number }
  | { answer: number; text: string }
  | { answer: number; error: ErrorReport }

interface ThreadData {
  shared: Int32Array
  port: MessagePort
}

/** The slots of the memory that is shared with the thread. */
const settledSlot = 0
const answersSlot = 1
const interruptedSlot = 2

/**
 * The thread that hears the kernel while the main thread is busy. It stops code that never waits, and takes answers that
 * the main thread blocks for.
 */
export class ControlThread {
  readonly #shared = new Int32Array(new SharedArrayBuffer(12))
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

  /** Whether the kernel has asked to end a cell, also when the main thread hasn't heard of it yet. */
  isInterrupted(cell: number): boolean {
    return Atomics.load(this.#shared, interruptedSlot) === cell
  }

  /** Blocks until the kernel has answered. */
  waitForAnswer(request: number): ControlMessage {
    for (;;) {
      const seen = Atomics.load(this.#shared, answersSlot)
      const received = receiveMessageOnPort(this.#port)
      // Nobody but the thread below has the other port.
      const message = received?.message as ControlMessage | undefined
      if (!message) Atomics.wait(this.#shared, answersSlot, seen)
      // An answer to a question before, whose cell was interrupted, is of no use.
      else if ("answer" in message && message.answer === request) return message
    }
  }
}

/** Runs in the thread by its text alone, so that it uses nothing from around it. */
function hearKernel({ shared, port }: ThreadData): (text: string) => void {
  const { Session } = process.getBuiltinModule("node:inspector")
  const settled = 0
  const answers = 1
  const interrupted = 2
  let session: import("node:inspector").Session | undefined
  let rest = ""

  /** The main thread settles it by itself unless it is busy; if it is, it may be at a point where it can't be stopped. */
  function interrupt(cell: number, delay: number): void {
    setTimeout(() => {
      if (Atomics.load(shared, settled) >= cell) return
      if (!session) {
        session = new Session()
        session.connectToMainThread()
      }
      // Named as Node's own scripts are, so that stack traces leave it out.
      const name = "//# sourceURL=node:internal/tsnb/stop"
      session.post("Runtime.evaluate", { expression: `globalThis[Symbol.for("tsnb.stop")](${cell})\n${name}` })
      interrupt(cell, Math.min(delay * 2, 250))
    }, delay)
  }

  function take(line: string): void {
    const message: unknown = JSON.parse(line)
    if (typeof message !== "object" || message === null) return
    if ("interrupt" in message) {
      const cell = Number(message.interrupt)
      Atomics.store(shared, interrupted, cell)
      return interrupt(cell, 20)
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

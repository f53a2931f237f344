import { NoInputError } from "../prompts.ts"
import { PendingRequests } from "../pendingRequests.ts"
import { sendParameters, SubflowError } from "../subflowRequests.ts"
import type { LiveCell } from "./cell.ts"
import type { ControlThread } from "./control.ts"
import type { Ask, LiveResponse } from "../../model/liveMessages.ts"
import type { MarkedMessage } from "./sender.ts"

const noInput = "the front end that runs the cell allows no input"

/** What cells ask of the kernel and of the person at the front end. */
export class LiveAsks {
  readonly #send: (message: MarkedMessage) => void
  readonly #control: ControlThread
  readonly #pending = new PendingRequests<LiveResponse>()
  #synchronous = 0

  constructor(send: (message: MarkedMessage) => void, control: ControlThread) {
    this.#send = send
    this.#control = control
  }

  /** @throws {Error} as the kernel says what went wrong */
  async ask(cell: LiveCell, ask: Ask): Promise<unknown> {
    const answer = await this.#pending.ask((request) => {
      const send = (sent: Ask): void =>
        this.#send({ type: "asked", cell: cell.id, request, ask: sent, isSynchronous: false })
      const sendWith = (parameters: Readonly<Record<string, unknown>>): void => {
        send(ask.kind === "subflow" || ask.kind === "runFlow" ? { ...ask, parameters } : ask)
      }
      if (ask.kind === "subflow") sendParameters(`the subflow ${ask.notebook}`, ask.parameters, sendWith)
      else if (ask.kind === "runFlow") sendParameters("the flow", ask.parameters, sendWith)
      else send(ask)
    })
    if (!("error" in answer)) return answer.value
    // Made here, so that its stack leads to the cell.
    const { name, message } = answer.error
    throw ask.kind === "subflow" ? new SubflowError(answer.error) : named(new Error(message), name)
  }

  /** @throws {NoInputError} where nobody can be asked */
  async input(cell: LiveCell, prompt: string, isPassword: boolean): Promise<string> {
    if (!cell.takesInput) throw new NoInputError("input()", noInput)
    return String(await this.ask(cell, { kind: "input", prompt, isPassword }))
  }

  /**
   * The same, blocking the process.
   * @param what the function that was called, for messages
   */
  inputNow(cell: LiveCell, what: string, prompt: string): string {
    if (!cell.takesInput) throw new NoInputError(what, noInput)
    // Numbers of their own, below those of the others.
    const request = --this.#synchronous
    const ask: Ask = { kind: "input", prompt, isPassword: false }
    this.#send({ type: "asked", cell: cell.id, request, ask, isSynchronous: true })
    const answer = this.#control.waitForAnswer(request)
    if ("error" in answer) throw new NoInputError(what, answer.error.message)
    return answer.text
  }

  /** Settles the request that a response belongs to. */
  settle(response: LiveResponse): void {
    this.#pending.settle(response)
  }
}

function named(error: Error, name: string): Error {
  Object.defineProperty(error, "name", { value: name, configurable: true, writable: true })
  return error
}

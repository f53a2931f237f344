import { inputReply } from "./contents.ts"
import type { KernelLog } from "./kernelLog.ts"
import type { RequestSocket } from "./sockets/requestSocket.ts"
import type { Received } from "./wire/message.ts"

/** What a cell's question ends with when it gets no answer. */
export class PromptEndedError extends Error {
  override readonly name = "PromptEndedError"
}

/** A question that a cell asks whoever sent it. */
interface Prompt {
  request: Received
  text: string
  isPassword: boolean
  answer(value: string): void
  fail(error: Error): void
}

/** Questions of cells to the person at the front end: one at a time, and only to the client that sent the cell. */
export class Prompts {
  readonly #socket: Pick<RequestSocket, "send">
  readonly #log: KernelLog
  readonly #waiting: Prompt[] = []
  #asked: { prompt: Prompt; id: string } | undefined

  constructor(socket: Pick<RequestSocket, "send">, log: KernelLog) {
    this.#socket = socket
    this.#log = log
  }

  /** @throws {PromptEndedError} when the cell is interrupted, or has ended, before there is an answer */
  ask(request: Received, text: string, isPassword: boolean): Promise<string> {
    return new Promise((answer, fail) => {
      this.#waiting.push({ request, text, isPassword, answer, fail })
      this.#askNext()
    })
  }

  /** Takes a client's answer. One that answers no question of the kernel's is dropped. */
  take(reply: Received): void {
    const asked = this.#asked
    if (!asked || !isFrom(asked.prompt.request, reply) || (reply.parentId && reply.parentId !== asked.id)) {
      this.#log.warn("bad message", "an input_reply was dropped: nobody asked for it")
      return
    }
    const { value } = inputReply(reply)
    this.#asked = undefined
    asked.prompt.answer(value)
    this.#askNext()
  }

  /** Ends all questions: those of one request, or everybody's. */
  end(why: string, request?: Received): void {
    const isOver = (prompt: Prompt): boolean => request === undefined || prompt.request === request
    const over = this.#waiting.filter(isOver)
    const rest = this.#waiting.filter((prompt) => !isOver(prompt))
    this.#waiting.splice(0, this.#waiting.length, ...rest)
    if (this.#asked && isOver(this.#asked.prompt)) {
      over.unshift(this.#asked.prompt)
      this.#asked = undefined
    }
    for (const prompt of over) prompt.fail(new PromptEndedError(why))
    this.#askNext()
  }

  #askNext(): void {
    const prompt = this.#asked ? undefined : this.#waiting.shift()
    if (!prompt) return
    const content = { prompt: prompt.text, password: prompt.isPassword }
    const message = { type: "input_request", content, parent: prompt.request }
    this.#asked = { prompt, id: this.#socket.send(message, prompt.request.identities).msg_id }
  }
}

/** Whether two messages came from the same client, which has one identity for all channels. */
function isFrom(request: Received, reply: Received): boolean {
  const one = request.identities.at(-1)
  const other = reply.identities.at(-1)
  return one !== undefined && other !== undefined && one.equals(other)
}

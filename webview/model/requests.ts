import type { NumberedEvent } from "../../kernel/flow/events.ts"
import type { FromFlowKernel } from "../../kernel/flowService/messages.ts"
import { answerTypes, type PanelRequest, type ToPanel } from "../messages.ts"

/** The request couldn't be carried out; the message is for people. */
export class RequestFailedError extends Error {
  override readonly name = "RequestFailedError"
}

/** What the kernel answers to a request. */
export type Answer<Type extends PanelRequest["type"]> = Extract<FromFlowKernel, { type: (typeof answerTypes)[Type] }>

/** A request without the id that it is given when it is sent. */
export type Asked = PanelRequest extends infer Message
  ? Message extends PanelRequest
    ? Omit<Message, "request">
    : never
  : never

interface Waiting {
  settle: PromiseWithResolvers<ToPanel>
  onEvents(events: readonly NumberedEvent[]): void
}

/** What was asked of the kernel and isn't answered yet. */
export class Requests {
  readonly #send: (message: PanelRequest) => void
  readonly #waiting = new Map<string, Waiting>()
  #count = 0

  constructor(send: (message: PanelRequest) => void) {
    this.#send = send
  }

  /**
   * @param onEvents called with the events that belong to the answer, as they come
   * @throws {RequestFailedError} when it can't be carried out
   */
  async ask<Type extends PanelRequest["type"]>(
    message: Extract<Asked, { type: Type }>,
    onEvents: (events: readonly NumberedEvent[]) => void = () => undefined,
  ): Promise<Answer<Type>> {
    const request = String((this.#count += 1))
    const isAnswer = (got: ToPanel): got is Extract<ToPanel, Answer<Type>> => got.type === answerTypes[message.type]
    const settle = Promise.withResolvers<ToPanel>()
    this.#waiting.set(request, { settle, onEvents })
    // With its id it is a request again.
    this.#send({ ...message, request })
    const answer = await settle.promise
    if (answer.type === "failed") throw new RequestFailedError(answer.message)
    if (!isAnswer(answer)) throw new RequestFailedError(`The kernel answered '${message.type}' with '${answer.type}'`)
    return answer
  }

  /** @returns whether the message belongs to one of the requests */
  take(message: ToPanel): boolean {
    const request = "request" in message ? message.request : undefined
    const waiting = request === undefined ? undefined : this.#waiting.get(request)
    if (request === undefined || !waiting) return false
    if (message.type === "events") waiting.onEvents(message.events)
    else {
      this.#waiting.delete(request)
      waiting.settle.resolve(message)
    }
    return true
  }
}

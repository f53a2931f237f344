import { randomUUID } from "node:crypto"
import type { FlowEvent, NumberedEvent } from "../../kernel/flow/events.ts"
import { flowTarget } from "../../kernel/jupyter/flow/flowTarget.ts"
import type { FromFlowKernel, ToFlowKernel } from "../../kernel/flowService/messages.ts"
import type { Content, KernelClient } from "../kernel/kernelClient.ts"

/** The kernel says that it can't carry out a request; the message is for people. */
export class FlowRequestError extends Error {
  override readonly name = "FlowRequestError"
  /** Whether the notebook has problems, which are shown on its cells. */
  readonly hasProblems: boolean

  constructor(message: string, hasProblems = false) {
    super(message)
    this.hasProblems = hasProblems
  }
}

interface Waiting {
  settle: PromiseWithResolvers<FromFlowKernel>
  onAnswer(message: FromFlowKernel): void
  onEvents(events: readonly NumberedEvent[]): void
}

/** The kernel's message of a type. */
export type Answer<Type extends FromFlowKernel["type"]> = Extract<FromFlowKernel, { type: Type }>
/** A request without the id that the channel gives it. */
export type Asked = ToFlowKernel extends infer Message
  ? Message extends ToFlowKernel
    ? Omit<Message, "request">
    : never
  : never

/** The comm over which an editor and its kernel speak of flows. */
export class FlowChannel {
  readonly #client: Pick<KernelClient, "tell">
  readonly #comm: string = randomUUID()
  readonly #waiting = new Map<string, Waiting>()
  /** Runs whose earlier events were asked for and are on their way. */
  readonly #histories = new Map<string, Promise<readonly FlowEvent[]>>()
  readonly #onMessage: (message: FromFlowKernel) => void
  /** Why nothing is answered any more. */
  #closed: string | undefined

  /** @param onMessage told of what comes by itself: events, and runs that start and end */
  constructor(client: Pick<KernelClient, "tell">, onMessage: (message: FromFlowKernel) => void) {
    this.#client = client
    this.#onMessage = onMessage
    client.tell("comm_open", { comm_id: this.#comm, target_name: flowTarget, data: {} })
  }

  /** Whether the kernel still listens. */
  get isOpen(): boolean {
    return this.#closed === undefined
  }

  /**
   * Asks the kernel.
   * @param onAnswer called with the answer before any message that came behind it
   * @param onEvents called with the events that belong to the answer, as they come
   * @throws {FlowRequestError} when it can't do what is asked, or is gone
   */
  async ask<Type extends FromFlowKernel["type"]>(
    message: Asked,
    type: Type,
    onAnswer: (answer: Answer<Type>) => void = () => undefined,
    onEvents: (events: readonly NumberedEvent[]) => void = () => undefined,
  ): Promise<Answer<Type>> {
    if (this.#closed !== undefined) throw new FlowRequestError(this.#closed)
    const request = randomUUID()
    const isAnswer = (got: FromFlowKernel): got is Answer<Type> => got.type === type
    const settle = Promise.withResolvers<FromFlowKernel>()
    this.#waiting.set(request, { settle, onAnswer: (got) => isAnswer(got) && onAnswer(got), onEvents })
    this.#client.tell("comm_msg", { comm_id: this.#comm, data: { ...message, request } })
    const got = await settle.promise
    if (got.type === "failed") throw new FlowRequestError(messageOf(got), got.problems !== undefined)
    if (!isAnswer(got)) throw new FlowRequestError(`The kernel answered '${message.type}' with '${got.type}'`)
    return got
  }

  /** The events of an earlier run, from the store. Whoever asks while they are on their way gets the same. */
  history(run: string): Promise<readonly FlowEvent[]> {
    const asked = this.#histories.get(run)
    if (asked) return asked
    const all = this.#readHistory(run)
    this.#histories.set(run, all)
    return all
  }

  async #readHistory(run: string): Promise<readonly FlowEvent[]> {
    const events: FlowEvent[] = []
    try {
      await this.ask({ type: "events", run, after: 0 }, "eventsSent", undefined, (numbered) => {
        for (const { event } of numbered) events.push(event)
      })
      return events
    } finally {
      this.#histories.delete(run)
    }
  }

  /** Takes what came over the kernel's comms; what belongs to another one is left alone. */
  take(type: string, { comm_id, data }: Content): void {
    if (comm_id !== this.#comm) return
    if (type === "comm_close")
      return this.close("The kernel closed the connection: its log says why. Run again for a new one")
    if (type !== "comm_msg") return
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The kernel at the other end is of the same version.
    const message = data as FromFlowKernel
    const request = "request" in message ? message.request : undefined
    const waiting = request === undefined ? undefined : this.#waiting.get(request)
    if (message.type === "events" && request !== undefined) return waiting?.onEvents(message.events)
    if (request === undefined || !waiting) return this.#onMessage(message)
    this.#waiting.delete(request)
    waiting.onAnswer(message)
    waiting.settle.resolve(message)
  }

  /** Rejects what waits for an answer, and what is asked later. */
  close(reason: string): void {
    this.#closed ??= reason
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { settle } of waiting) settle.reject(new FlowRequestError(reason))
  }
}

/** Problems are shown on their cells, so the first says enough. */
function messageOf({ message, problems = [] }: Answer<"failed">): string {
  const errors = problems.filter(({ severity }) => severity === "error")
  const [first] = errors
  if (!first) return message
  return errors.length === 1
    ? `The notebook has a problem: ${first.message}`
    : `The notebook has ${errors.length} problems. The first: ${first.message}`
}

import { EventEmitter, on } from "node:events"
import { KernelLog } from "../../../kernel/jupyter/kernelLog.ts"
import type { CommChannel, CommData } from "../../../kernel/jupyter/comms.ts"
import { FlowComms } from "../../../kernel/jupyter/flow/flowComm.ts"
import type { NumberedEvent } from "../../../kernel/flow/events.ts"
import type { FromFlowKernel, ToFlowKernel } from "../../../kernel/flowService/messages.ts"

import type { LiveNotebook } from "../../../kernel/session/live.ts"
import { ScriptNotebook } from "../scriptNotebook.ts"

type Answer<Type extends FromFlowKernel["type"]> = Extract<FromFlowKernel, { type: Type }>

/** Flows as a kernel offers them, with front ends that speak to them as over a comm. */
export class TestFlows implements AsyncDisposable {
  readonly live: LiveNotebook
  readonly comms = new FlowComms(() => Promise.resolve(this.live), new KernelLog(() => undefined))

  /** @param live the notebook whose cells run in a session */
  constructor(live: LiveNotebook = new ScriptNotebook()) {
    this.live = live
  }

  open(): TestFrontEnd {
    return new TestFrontEnd(this.comms)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.comms.close()
  }
}

/** A front end with a comm to `tsnb`. */
export class TestFrontEnd {
  /** All that came, in order. */
  readonly messages: FromFlowKernel[] = []
  readonly #arrivals = new EventEmitter()
  #onMessage: ((message: CommData) => void | Promise<void>) | undefined
  #onClose: ((message: CommData) => void | Promise<void>) | undefined
  #requests = 0

  constructor(comms: FlowComms) {
    const channel: CommChannel = {
      id: "test",
      send: (data) => {
        // As it arrives at the other end.
        this.messages.push(JSON.parse(JSON.stringify(data)) as FromFlowKernel)
        this.#arrivals.emit("message")
      },
      close: () => undefined,
      onMessage: (handler) => {
        this.#onMessage = handler
      },
      onClose: (handler) => {
        this.#onClose = handler
      },
    }
    void comms.target(channel, toData({}))
  }

  /** Sends whatever it is, and waits until it is taken. */
  async send(data: unknown): Promise<void> {
    await this.#onMessage?.(toData(data))
  }

  /** Sends a request, and waits for its answer. */
  async ask<Type extends FromFlowKernel["type"]>(
    answer: Type,
    message: ToFlowKernel extends infer Message
      ? Message extends ToFlowKernel
        ? Omit<Message, "request">
        : never
      : never,
  ): Promise<Answer<Type>> {
    const request = String(++this.#requests)
    await this.send({ ...message, request })
    return this.next(answer, (candidate) => "request" in candidate && candidate.request === request)
  }

  /** The first message of a type that fulfils a condition, also one that has come already. */
  async next<Type extends FromFlowKernel["type"]>(
    type: Type,
    condition: (message: Answer<Type>) => boolean = () => true,
  ): Promise<Answer<Type>> {
    const find = (): Answer<Type> | undefined =>
      // Checked by its type.
      this.messages.find((message) => message.type === type && condition(message as Answer<Type>)) as
        | Answer<Type>
        | undefined
    const known = find()
    if (known) return known
    for await (const _ of on(this.#arrivals, "message")) {
      const found = find()
      if (found) return found
    }
    throw new Error("The arrivals ended")
  }

  /** The events of a run, in the order in which they came. */
  events(run: string): readonly NumberedEvent[] {
    return this.messages.flatMap((message) => (message.type === "events" && message.run === run ? message.events : []))
  }

  async close(): Promise<void> {
    await this.#onClose?.(toData({}))
  }
}

function toData(data: unknown): CommData {
  return { data, metadata: {}, buffers: [] }
}

import { Dealer, Subscriber } from "zeromq"
import { addressOf, type ChannelName, type Connection } from "../../kernel/jupyter/connection/connection.ts"
import { decodeMessage } from "../../kernel/jupyter/wire/decode.ts"
import { Encoder } from "../../kernel/jupyter/wire/encode.ts"
import type { Outgoing, Received } from "../../kernel/jupyter/wire/message.ts"
import { KernelGoneError } from "./errors.ts"
import { SeenMessages } from "../../kernel/jupyter/wire/seenMessages.ts"
import { Signer } from "../../kernel/jupyter/wire/signer.ts"

/** A message's fields, not decoded yet. */
export type Content = Readonly<Record<string, unknown>>

/** A request on its way. */
export interface PendingRequest {
  /** The reply's content, once the kernel has also said that all that belongs to the request was sent. */
  readonly done: Promise<Content>
}

/** What a front end hears of a request while the kernel works on it. */
export interface RequestObserver {
  onOutput?: (type: string, content: Content) => void
  /** Asks the person. */
  onInput?: (prompt: string, isPassword: boolean) => Promise<string>
}

interface Waiting {
  observer: RequestObserver
  settle: PromiseWithResolvers<Content>
  reply?: Content
  isIdle: boolean
}

type RequestChannel = Extract<ChannelName, "shell" | "control">

/** How many requests that have ended are remembered for what their timers still show. */
const maxEnded = 500

/** A front end's side of a Jupyter kernel: sends requests, and tells each one's observer what the kernel says about it. */
export class KernelClient {
  readonly #encoder: Encoder
  readonly #signer: Signer
  readonly #shell: Dealer
  readonly #control: Dealer
  readonly #stdin: Dealer
  readonly #iopub: Subscriber
  readonly #waiting = new Map<string, Waiting>()
  readonly #ended = new Map<string, RequestObserver>()
  readonly #sending: Record<RequestChannel | "stdin", Promise<void>>
  readonly #report: (error: unknown) => void
  readonly #onComm: (type: string, content: Content) => void
  readonly #welcomed = Promise.withResolvers<void>()
  #isClosed = false

  /**
   * @param onComm told of messages of comms
   * @param report told of messages that can't be understood
   */
  constructor(
    connection: Connection,
    onComm: (type: string, content: Content) => void,
    report: (error: unknown) => void,
  ) {
    this.#signer = new Signer(connection)
    this.#encoder = new Encoder(this.#signer)
    this.#onComm = onComm
    this.#report = report
    const routingId = this.#encoder.session
    const options = { linger: 0, receiveHighWaterMark: 0 }
    this.#shell = new Dealer({ ...options, sendHighWaterMark: 0, routingId })
    this.#control = new Dealer({ ...options, sendHighWaterMark: 0, routingId })
    // Input is asked of the peer that asked for the cell, so both sockets have one identity.
    this.#stdin = new Dealer({ ...options, sendHighWaterMark: 0, routingId })
    this.#iopub = new Subscriber(options)
    this.#sending = { shell: Promise.resolve(), control: Promise.resolve(), stdin: Promise.resolve() }
    // Whoever waits hears of it; nobody has to.
    this.#welcomed.promise.catch(() => undefined)
    this.#shell.connect(addressOf(connection, "shell"))
    this.#control.connect(addressOf(connection, "control"))
    this.#stdin.connect(addressOf(connection, "stdin"))
    this.#iopub.connect(addressOf(connection, "iopub"))
    this.#iopub.subscribe()
    for (const socket of [this.#shell, this.#control]) void this.#receive(socket, (message) => this.#takeReply(message))
    void this.#receive(this.#stdin, (message) => this.#takeInputRequest(message))
    void this.#receive(this.#iopub, (message) => this.#takeOutput(message))
  }

  /** Resolves when the kernel listens, and nothing that it says is missed any more. */
  async ready(): Promise<void> {
    await this.#welcomed.promise
    await this.request("shell", "kernel_info_request", {}).done
  }

  /** Sends a request. Its `done` rejects with a `KernelGoneError` when the kernel ends before. */
  request(
    channel: RequestChannel,
    type: string,
    content: Content,
    observer: RequestObserver = {},
    metadata: Content = {},
  ): PendingRequest {
    const settle = Promise.withResolvers<Content>()
    if (this.#isClosed) {
      settle.reject(new KernelGoneError("The kernel has ended"))
      return { done: settle.promise }
    }
    const id = this.#send(channel, { type, content, metadata, parent: undefined })
    this.#waiting.set(id, { observer, settle, isIdle: false })
    return { done: settle.promise }
  }

  /** Sends what has no reply, such as `comm_msg`. */
  tell(type: string, content: Content): void {
    if (!this.#isClosed) this.#send("shell", { type, content, parent: undefined })
  }

  /** Closes the sockets; requests that wait are rejected. */
  close(reason: string): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const socket of [this.#shell, this.#control, this.#stdin, this.#iopub]) socket.close()
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    const gone = new KernelGoneError(reason)
    for (const { settle } of waiting) settle.reject(gone)
    this.#welcomed.reject(gone)
  }

  #send(channel: RequestChannel | "stdin", message: Outgoing): string {
    const { header, frames } = this.#encoder.encode(message, [])
    const socket = channel === "shell" ? this.#shell : channel === "control" ? this.#control : this.#stdin
    this.#sending[channel] = this.#sendAfter(this.#sending[channel], socket, frames)
    return header.msg_id
  }

  /** ZeroMQ takes one message at a time. */
  async #sendAfter(before: Promise<void>, socket: Dealer, frames: Uint8Array[]): Promise<void> {
    await before
    try {
      await socket.send(frames)
    } catch (error) {
      if (!this.#isClosed) this.#report(error)
    }
  }

  async #receive(socket: Dealer | Subscriber, take: (message: Received) => void): Promise<void> {
    // The kernel is our own child at a private address: what it repeats is no attack.
    const seen = new SeenMessages()
    try {
      for await (const frames of socket) {
        try {
          take(decodeMessage(frames, this.#signer, seen))
        } catch (error) {
          this.#report(error)
        }
      }
    } catch (error) {
      if (!this.#isClosed) this.#report(error)
    }
  }

  #takeReply({ parentId = "", content }: Received): void {
    const waiting = this.#waiting.get(parentId)
    if (!waiting) return
    waiting.reply = content
    this.#endWhenAllIsThere(parentId, waiting)
  }

  #takeOutput({ header, parentId = "", content }: Received): void {
    const type = header.msg_type
    if (type === "iopub_welcome") this.#welcomed.resolve()
    if (type.startsWith("comm_")) this.#onComm(type, content)
    const waiting = this.#waiting.get(parentId)
    if (type !== "status") (waiting?.observer ?? this.#ended.get(parentId))?.onOutput?.(type, content)
    else if (waiting && content["execution_state"] === "idle") {
      waiting.isIdle = true
      this.#endWhenAllIsThere(parentId, waiting)
    }
  }

  /** The reply and the outputs come by different sockets, in whatever order. */
  #endWhenAllIsThere(id: string, waiting: Waiting): void {
    if (!waiting.reply || !waiting.isIdle) return
    this.#waiting.delete(id)
    this.#ended.set(id, waiting.observer)
    for (const oldest of this.#ended.keys()) {
      if (this.#ended.size <= maxEnded) break
      this.#ended.delete(oldest)
    }
    waiting.settle.resolve(waiting.reply)
  }

  #takeInputRequest(request: Received): void {
    const { parentId = "", content } = request
    const { prompt, password } = content
    const ask = this.#waiting.get(parentId)?.observer.onInput
    const answer = ask ? ask(typeof prompt === "string" ? prompt : "", password === true) : Promise.resolve("")
    void answer.then(
      (value) => this.#send("stdin", { type: "input_reply", content: { status: "ok", value }, parent: request }),
      this.#report,
    )
  }
}

import type { Outgoing, Parent } from "../wire/message.ts"
import { bind, socketOptions } from "./openSocket.ts"
import { Outbox } from "./outbox.ts"
import { AskedPublisher } from "./askedPublisher.ts"
import { receiveAll } from "./receiving.ts"
import type { Wire } from "./requestSocket.ts"
import { StreamBatch, type StreamName } from "./streamBatch.ts"

const subscribe = 1
const unsubscribe = 0
const maxTopicLength = 1_000
/** So many messages don't wait for the turn's end: a turn may go on for as long as requests come. */
const enough = 16

/** The kernel's iopub: what all front ends get to see, in order. */
export class Publisher {
  readonly #wire: Wire
  readonly #socket: AskedPublisher
  readonly #outbox: Outbox
  #waiting: Outgoing[] = []
  #turn: NodeJS.Immediate | undefined
  /** Subscriptions that there are; ZeroMQ takes back those of a client whose connection ends. */
  #subscriptions = 0
  /** Told when a first client subscribes, and when the last one is gone. */
  onAudience: (isThere: boolean) => void = () => undefined
  readonly #batch = new StreamBatch(({ parent, name, text }) =>
    this.#send({ type: "stream", content: { name, text }, parent }),
  )

  private constructor(wire: Wire) {
    this.#wire = wire
    this.#socket = new AskedPublisher(socketOptions(wire.connection))
    this.#outbox = new Outbox(this.#socket, (error) => wire.log.error("iopub can't be written", error))
  }

  /** @throws {BindError} when it can't listen where the connection file says */
  static async open(wire: Wire): Promise<Publisher> {
    const publisher = new Publisher(wire)
    await bind(publisher.#socket, wire.connection, "iopub")
    return publisher
  }

  /** Welcomes each client that subscribes, until the socket is closed. */
  welcome(): Promise<void> {
    return receiveAll(this.#socket, "iopub", this.#wire.log, (frames) => this.#takeSubscription(frames))
  }

  /** Sends a message, after what was published before it and what this turn of the event loop still does. */
  publish(message: Outgoing): void {
    this.#batch.flush()
    this.#send(message)
  }

  /** Text that a cell printed; it may be joined with what follows. */
  print(parent: Parent | undefined, name: StreamName, text: string): void {
    this.#batch.add({ parent, name, text })
  }

  status(parent: Parent | undefined, state: "busy" | "idle" | "starting"): void {
    this.publish({ type: "status", content: { execution_state: state }, parent })
  }

  async drained(): Promise<void> {
    this.#batch.flush()
    this.#sendWaiting()
    await this.#outbox.drained()
  }

  close(): void {
    this.#socket.close()
  }

  /** Signing and sending waits for the turn's end, so that a cell is on its way to the session before `busy` is told. */
  #send(message: Outgoing): void {
    this.#waiting.push(message)
    if (this.#waiting.length >= enough) this.#sendWaiting()
    else this.#turn ??= setImmediate(() => this.#sendWaiting())
  }

  #sendWaiting(): void {
    clearImmediate(this.#turn)
    this.#turn = undefined
    const waiting = this.#waiting
    this.#waiting = []
    for (const message of waiting) this.#sendNow(message)
  }

  #sendNow(message: Outgoing): void {
    try {
      const topic = Buffer.from(`kernel.${this.#wire.encoder.session}.${message.type}`)
      this.#outbox.send(this.#wire.encoder.encode(message, [topic]).frames)
    } catch (error) {
      this.#wire.log.error(`a message of the type ${message.type} can't be written`, error)
    }
  }

  #count(change: 1 | -1): void {
    const before = this.#subscriptions
    this.#subscriptions = Math.max(0, before + change)
    const isThere = this.#subscriptions > 0
    if (before > 0 !== isThere) this.onAudience(isThere)
  }

  #takeSubscription([first, ...rest]: readonly Buffer[]): void {
    const kind = first?.[0]
    if (!first || rest.length > 0 || (kind !== subscribe && kind !== unsubscribe) || first.length > maxTopicLength) {
      this.#wire.log.warn("bad message", "a message on iopub was dropped: it isn't a subscription")
      return
    }
    const topic = first.subarray(1)
    this.#count(kind === subscribe ? 1 : -1)
    if (kind === unsubscribe) {
      this.#socket.refuse(topic)
      return
    }
    // Before this it gets nothing: the welcome is the first that it hears.
    this.#socket.accept(topic)
    const content = { subscription: topic.toString("utf8") }
    // The topic is what the client asked for, so that its own subscription lets the message through.
    this.#outbox.send(this.#wire.encoder.encode({ type: "iopub_welcome", content, parent: undefined }, [topic]).frames)
  }
}

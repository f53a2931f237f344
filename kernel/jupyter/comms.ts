import { commMessage, commOpen } from "./contents.ts"
import type { KernelLog } from "./kernelLog.ts"
import type { Publisher } from "./sockets/publisher.ts"
import type { Parent, Received } from "./wire/message.ts"

/** What comes over a comm. `data` is whatever the front end sent: decode it. */
export interface CommData {
  data: unknown
  metadata: Readonly<Record<string, unknown>>
  buffers: readonly Uint8Array[]
}

/** What goes along with data that the kernel sends. */
export interface CommExtras {
  metadata?: Readonly<Record<string, unknown>>
  buffers?: readonly Uint8Array[]
}

/** One open comm with a front end. */
export interface CommChannel {
  readonly id: string
  /** Sends to the front end; after the comm's end nothing is sent. */
  send(data: Readonly<Record<string, unknown>>, extras?: CommExtras): void
  /** Closes the comm from the kernel's side; `onClose` isn't called then. */
  close(data?: Readonly<Record<string, unknown>>): void
  /**
   * Called for each message, in order. While a promise that it returns is pending, the kernel is shown as busy with this
   * message; the next messages don't wait for it.
   */
  onMessage(handler: (message: CommData) => void | Promise<void>): void
  /** Called once, when the front end closes the comm, or the kernel ends. */
  onClose(handler: (message: CommData) => void | Promise<void>): void
}

/**
 * What front ends can open comms to. It is called for each comm that is opened, and sets the channel's handlers before it
 * returns. When it throws, the comm is closed again.
 */
export type CommTarget = (channel: CommChannel, opening: CommData) => void | Promise<void>

interface OpenComm {
  target: string
  channel: Comm
}

const maxOpen = 10_000

/** The comms that are open, and the targets that they can be opened to. */
export class Comms {
  readonly #publisher: Pick<Publisher, "publish">
  readonly #log: KernelLog
  readonly #targets = new Map<string, CommTarget>()
  readonly #open = new Map<string, OpenComm>()

  constructor(publisher: Pick<Publisher, "publish">, log: KernelLog) {
    this.#publisher = publisher
    this.#log = log
  }

  /** @returns what takes the target away again; comms that are open stay so */
  register(name: string, target: CommTarget): Disposable {
    this.#targets.set(name, target)
    return { [Symbol.dispose]: () => this.#targets.delete(name) }
  }

  /** The ids of open comms, and what each was opened to. */
  list(target: string | undefined): Readonly<Record<string, { target_name: string }>> {
    const comms = [...this.#open].filter(([, comm]) => target === undefined || comm.target === target)
    return Object.fromEntries(comms.map(([id, comm]) => [id, { target_name: comm.target }]))
  }

  /** Takes a `comm_open`. */
  async open(request: Received): Promise<void> {
    const { comm: id, target: name, data } = commOpen(request)
    const channel = new Comm(id, this.#publisher, request, () => this.#open.delete(id))
    const target = this.#targets.get(name)
    if (!target || this.#open.has(id) || this.#open.size >= maxOpen) {
      const why = target ? "there is one of this id, or there are too many" : "nothing is registered under its name"
      this.#log.warn("comm", `a comm to '${name.slice(0, 100)}' wasn't opened: ${why}`)
      // Closing it here would close the one that has its id.
      if (!this.#open.has(id)) channel.close()
      return
    }
    this.#open.set(id, { target: name, channel })
    try {
      await target(channel, dataOf(request, data))
    } catch (error) {
      this.#log.error(`the comm target '${name}' failed`, error)
      channel.close()
    }
  }

  /** Takes a `comm_msg`. */
  async message(request: Received): Promise<void> {
    const { comm: id, data } = commMessage(request)
    const comm = this.#open.get(id)
    if (comm) await comm.channel.take(request, dataOf(request, data))
    else this.#log.warn("comm", "a message to a comm that isn't open was dropped")
  }

  /** Takes a `comm_close`. */
  async close(request: Received): Promise<void> {
    const { comm: id, data } = commMessage(request)
    const comm = this.#open.get(id)
    this.#open.delete(id)
    await comm?.channel.end(dataOf(request, data))
  }

  /** Tells all channels that the kernel ends. */
  async end(): Promise<void> {
    const channels = [...this.#open.values()].map(({ channel }) => channel)
    this.#open.clear()
    await Promise.allSettled(channels.map((channel) => channel.end({ data: {}, metadata: {}, buffers: [] })))
  }
}

class Comm implements CommChannel {
  readonly id: string
  readonly #publisher: Pick<Publisher, "publish">
  readonly #forget: () => void
  #parent: Parent
  #isOpen = true
  #onMessage: Parameters<CommChannel["onMessage"]>[0] | undefined
  #onClose: Parameters<CommChannel["onClose"]>[0] | undefined

  constructor(id: string, publisher: Pick<Publisher, "publish">, opening: Received, forget: () => void) {
    this.id = id
    this.#publisher = publisher
    this.#parent = { header: opening.header, headerBytes: opening.headerBytes }
    this.#forget = forget
  }

  send(data: Readonly<Record<string, unknown>>, extras: CommExtras = {}): void {
    if (this.#isOpen) this.#publish("comm_msg", data, extras)
  }

  close(data: Readonly<Record<string, unknown>> = {}): void {
    if (!this.#isOpen) return
    this.#publish("comm_close", data, {})
    this.#isOpen = false
    this.#forget()
  }

  onMessage(handler: Parameters<CommChannel["onMessage"]>[0]): void {
    this.#onMessage = handler
  }

  onClose(handler: Parameters<CommChannel["onClose"]>[0]): void {
    this.#onClose = handler
  }

  async take(request: Received, message: CommData): Promise<void> {
    this.#parent = { header: request.header, headerBytes: request.headerBytes }
    await this.#onMessage?.(message)
  }

  async end(message: CommData): Promise<void> {
    this.#isOpen = false
    await this.#onClose?.(message)
  }

  #publish(type: string, data: Readonly<Record<string, unknown>>, extras: CommExtras): void {
    this.#publisher.publish({ type, content: { comm_id: this.id, data }, parent: this.#parent, ...extras })
  }
}

function dataOf({ metadata, buffers }: Received, data: unknown): CommData {
  return { data, metadata, buffers }
}

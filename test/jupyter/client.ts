import { createHmac, randomUUID } from "node:crypto"
import { Dealer, Subscriber } from "zeromq"
import { addressOf, type Connection } from "../../kernel/jupyter/connection/connection.ts"

type Fields = Record<string, unknown>

/** A message from the kernel, as it came. */
export interface KernelMessage {
  channel: DealerName | "iopub"
  topic: string
  header: Fields
  parent: Fields
  metadata: Fields
  content: Fields
  buffers: Buffer[]
}

/** What a request led to: its reply, and all that iopub said of it from `busy` to `idle`. */
export interface Exchange {
  reply: KernelMessage
  published: KernelMessage[]
}

type DealerName = "shell" | "control" | "stdin"

const anyParent = "*"
const delimiter = "<IDS|MSG>"

/** A front end: what a Jupyter client does, with all in view. */
export class Client implements AsyncDisposable {
  readonly session: string = randomUUID()
  readonly connection: Connection
  readonly dealers: Readonly<Record<DealerName, Dealer>>
  readonly heartbeat: Dealer
  readonly subscriber: Subscriber
  /** All that came on iopub so far. */
  readonly published: KernelMessage[] = []
  /** All that came on the other channels so far. */
  readonly received: Record<DealerName, KernelMessage[]> = { shell: [], control: [], stdin: [] }
  readonly #ofParent = new Map<string, KernelMessage[]>()
  readonly #waiters = new Map<string, (() => void)[]>()

  private constructor(connection: Connection) {
    this.connection = connection
    const curve = curveOptions(connection)
    const dealer = (): Dealer => new Dealer({ routingId: this.session, linger: 0, sendHighWaterMark: 0, ...curve })
    this.dealers = { shell: dealer(), control: dealer(), stdin: dealer() }
    this.heartbeat = new Dealer({ linger: 0, ...curve })
    this.subscriber = new Subscriber({ linger: 0, receiveHighWaterMark: 0, ...curve })
  }

  /** Connects, and waits until the kernel has welcomed it on iopub, so that it misses nothing from here on. */
  static async connect(connection: Connection, topic = ""): Promise<Client> {
    const client = new Client(connection)
    for (const name of ["shell", "control", "stdin"] as const) {
      client.dealers[name].connect(addressOf(connection, name))
      void client.#collect(client.dealers[name], name, client.received[name])
    }
    client.heartbeat.connect(addressOf(connection, "hb"))
    client.subscriber.connect(addressOf(connection, "iopub"))
    client.subscriber.subscribe(topic)
    void client.#collect(client.subscriber, "iopub", client.published)
    await client.until(() => client.published.find(({ header }) => header["msg_type"] === "iopub_welcome"))
    return client
  }

  /**
   * Waits until there is what is looked for among the messages that came.
   * @param parent look only when there is a message of this parent
   */
  async until<Found>(find: () => Found | undefined | false, parent = anyParent): Promise<Found> {
    for (;;) {
      const found = find()
      if (found !== undefined && found !== false) return found
      await new Promise<void>((resolve) => {
        this.#waiters.set(parent, [...(this.#waiters.get(parent) ?? []), resolve])
      })
    }
  }

  /** Sends a message. @returns its id */
  async send(
    channel: DealerName,
    type: string,
    content: Fields,
    extras: { header?: Fields; parent?: Fields; buffers?: Buffer[] } = {},
  ): Promise<string> {
    const frames = this.frames(type, content, extras)
    await this.dealers[channel].send(frames)
    return String(parse(String(frames[2]))["msg_id"])
  }

  /** The signed parts of a message. */
  frames(
    type: string,
    content: Fields,
    { header = {}, parent = {}, buffers = [] }: { header?: Fields; parent?: Fields; buffers?: Buffer[] } = {},
  ): (string | Buffer)[] {
    const whole = {
      msg_id: randomUUID(),
      session: this.session,
      username: "tester",
      date: new Date().toISOString(),
      msg_type: type,
      version: "5.5",
      ...header,
    }
    const parts = [whole, parent, {}, content].map((part) => JSON.stringify(part))
    return [delimiter, this.sign(parts), ...parts, ...buffers]
  }

  sign(parts: readonly (string | Buffer)[]): string {
    const { key, hash } = this.connection
    if (key === "") return ""
    const hmac = createHmac(hash, key)
    for (const part of parts) hmac.update(part)
    return hmac.digest("hex")
  }

  /** Sends a request, and waits for its reply and its `idle`. */
  async request(channel: DealerName, type: string, content: Fields = {}, header: Fields = {}): Promise<Exchange> {
    return this.exchange(channel, await this.send(channel, type, content, { header }))
  }

  /** Runs a cell. */
  async execute(code: string, options: Fields = {}): Promise<Exchange> {
    return this.request("shell", "execute_request", { code, allow_stdin: false, ...options })
  }

  /** Waits for the reply to a message that was sent, and for its `idle`. */
  async exchange(channel: DealerName, id: string): Promise<Exchange> {
    const isReply = ({ channel: from }: KernelMessage): boolean => from === channel
    const reply = await this.until(() => this.#ofParent.get(id)?.find(isReply), id)
    return { reply, published: await this.idle(id) }
  }

  /** Waits for the `idle` of a message. @returns all that iopub said of it until then */
  async idle(id: string): Promise<KernelMessage[]> {
    // Looked for among the latest, where it comes: a request may have led to very many.
    const isIdle = ({ content }: KernelMessage): boolean => content["execution_state"] === "idle"
    await this.until(() => this.#ofParent.get(id)?.slice(-10).some(isIdle), id)
    return this.of(id)
  }

  /** What iopub said so far of a message. */
  of(id: string): KernelMessage[] {
    return (this.#ofParent.get(id) ?? []).filter(({ channel }) => channel === "iopub")
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of [...Object.values(this.dealers), this.heartbeat, this.subscriber]) socket.close()
    await Promise.resolve()
  }

  async #collect(socket: Dealer | Subscriber, channel: KernelMessage["channel"], into: KernelMessage[]): Promise<void> {
    for await (const frames of socket) {
      const message = this.#decode(frames, channel)
      const parent = String(message.parent["msg_id"])
      into.push(message)
      const siblings = this.#ofParent.get(parent)
      if (siblings) siblings.push(message)
      else this.#ofParent.set(parent, [message])
      for (const key of [anyParent, parent]) {
        const waiters = this.#waiters.get(key) ?? []
        this.#waiters.delete(key)
        for (const waiter of waiters) waiter()
      }
    }
  }

  #decode(frames: Buffer[], channel: KernelMessage["channel"]): KernelMessage {
    const start = frames.findIndex((frame) => frame.toString() === delimiter)
    const [signature, ...parts] = frames.slice(start + 1)
    const signed = parts.slice(0, 4)
    if (String(signature) !== this.sign(signed)) throw new Error("The kernel's signature is wrong")
    const [header, parent, metadata, content] = signed.map((part) => parse(part.toString()))
    if (!header || !parent || !metadata || !content) throw new Error("The kernel's message is cut")
    return { channel, topic: String(frames[0]), header, parent, metadata, content, buffers: parts.slice(4) }
  }
}

/** The types of messages, in order; of a status its state. */
export function typesOf(messages: readonly KernelMessage[]): string[] {
  return messages.map(({ header, content }) => String(content["execution_state"] ?? header["msg_type"]))
}

/** All text that was printed to a stream. */
export function textOf(messages: readonly KernelMessage[], stream = "stdout"): string {
  return messages
    .filter(({ header, content }) => header["msg_type"] === "stream" && content["name"] === stream)
    .map(({ content }) => String(content["text"]))
    .join("")
}

function parse(text: string): Fields {
  // The kernel's messages are what the tests are about: a wrong form shows as a wrong value.
  return JSON.parse(text) as Fields
}

/** The text of an `execute_result`; undefined when there was none. */
export function resultOf(messages: readonly KernelMessage[]): unknown {
  const result = messages.find(({ header }) => header["msg_type"] === "execute_result")
  return (result?.content["data"] as Fields | undefined)?.["text/plain"]
}

/** Where the kernel wants encryption, clients use its own pair of keys. */
function curveOptions({ curve }: Connection): Record<string, string> {
  if (!curve) return {}
  return { curveServerKey: curve.publicKey, curvePublicKey: curve.publicKey, curveSecretKey: curve.secretKey }
}

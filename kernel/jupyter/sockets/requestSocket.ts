import { Router } from "zeromq"
import type { ChannelName, Connection } from "../connection/connection.ts"
import type { KernelLog } from "../kernelLog.ts"
import { BadMessageError, decodeMessage } from "../wire/decode.ts"
import type { Encoder } from "../wire/encode.ts"
import type { Header, Outgoing, Received } from "../wire/message.ts"
import type { SeenMessages } from "../wire/seenMessages.ts"
import type { Signer } from "../wire/signer.ts"
import { bind, socketOptions } from "./openSocket.ts"
import { Outbox } from "./outbox.ts"
import { receiveAll } from "./receiving.ts"

/** What all sockets of a kernel share. */
export interface Wire {
  connection: Connection
  signer: Signer
  seen: SeenMessages
  encoder: Encoder
  log: KernelLog
}

/** The kernel's side of shell, control or stdin: messages come from peers, and answers go back to each. */
export class RequestSocket {
  readonly channel: ChannelName
  readonly #wire: Wire
  readonly #socket: Router
  readonly #outbox: Outbox

  private constructor(wire: Wire, channel: ChannelName) {
    this.channel = channel
    this.#wire = wire
    // A client that comes back under its name takes over from its lost connection.
    this.#socket = new Router({ ...socketOptions(wire.connection), handover: true })
    this.#outbox = new Outbox(this.#socket, (error) => wire.log.error(`${channel} can't be written`, error))
  }

  /** @throws {BindError} when it can't listen where the connection file says */
  static async open(wire: Wire, channel: ChannelName): Promise<RequestSocket> {
    const socket = new RequestSocket(wire, channel)
    await bind(socket.#socket, wire.connection, channel)
    return socket
  }

  /** Hands over each good message until the socket is closed; the others are dropped and logged. */
  receive(take: (message: Received) => void): Promise<void> {
    const { signer, seen, log } = this.#wire
    return receiveAll(this.#socket, this.channel, log, (frames) => {
      try {
        take(decodeMessage(frames, signer, seen))
      } catch (error) {
        if (!(error instanceof BadMessageError)) throw error
        log.warn("bad message", `a message on ${this.channel} was dropped: ${error.message}`)
      }
    })
  }

  /** @returns the header under which it was sent */
  send(message: Outgoing, identities: readonly Uint8Array[]): Header {
    const { header, frames } = this.#wire.encoder.encode(message, identities)
    this.#outbox.send(frames)
    return header
  }

  drained(): Promise<void> {
    return this.#outbox.drained()
  }

  close(): void {
    this.#socket.close()
  }
}

import { Router } from "zeromq"
import type { Connection } from "../connection/connection.ts"
import type { KernelLog } from "../kernelLog.ts"
import { bind, socketOptions } from "./openSocket.ts"
import { Outbox } from "./outbox.ts"
import { receiveAll } from "./receiving.ts"

const largestBeat = 64 * 1024

/** Sends back whatever comes, so that front ends know the kernel to be alive. */
export class Heartbeat {
  readonly #socket: Router
  readonly #log: KernelLog

  private constructor(connection: Connection, log: KernelLog) {
    this.#socket = new Router({ ...socketOptions(connection), maxMessageSize: largestBeat })
    this.#log = log
  }

  /** @throws {BindError} when it can't listen where the connection file says */
  static async open(connection: Connection, log: KernelLog): Promise<Heartbeat> {
    const heartbeat = new Heartbeat(connection, log)
    await bind(heartbeat.#socket, connection, "hb")
    return heartbeat
  }

  /** Answers until the socket is closed. */
  async answer(): Promise<void> {
    const outbox = new Outbox(this.#socket, (error) => this.#log.error("hb can't be written", error))
    await receiveAll(this.#socket, "hb", this.#log, (frames) => outbox.send(frames))
  }

  close(): void {
    this.#socket.close()
  }
}

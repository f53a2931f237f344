import type { Connection } from "../connection/connection.ts"
import type { KernelLog } from "../kernelLog.ts"
import { Encoder } from "../wire/encode.ts"
import { SeenMessages } from "../wire/seenMessages.ts"
import { Signer } from "../wire/signer.ts"
import { Heartbeat } from "./heartbeat.ts"
import { Publisher } from "./publisher.ts"
import { removeSocketFiles } from "./openSocket.ts"
import { RequestSocket, type Wire } from "./requestSocket.ts"

/** The five sockets of a kernel. */
export class Sockets {
  readonly shell: RequestSocket
  readonly control: RequestSocket
  readonly stdin: RequestSocket
  readonly iopub: Publisher
  readonly heartbeat: Heartbeat

  readonly #connection: Connection

  private constructor(
    connection: Connection,
    [shell, control, stdin]: readonly [RequestSocket, RequestSocket, RequestSocket],
    iopub: Publisher,
    heartbeat: Heartbeat,
  ) {
    this.#connection = connection
    this.shell = shell
    this.control = control
    this.stdin = stdin
    this.iopub = iopub
    this.heartbeat = heartbeat
  }

  /**
   * Listens at all addresses of a connection.
   * @throws {BindError} when one can't be listened at
   */
  static async open(connection: Connection, log: KernelLog): Promise<Sockets> {
    const signer = new Signer(connection)
    const wire: Wire = { connection, signer, seen: new SeenMessages(), encoder: new Encoder(signer), log }
    const [iopub, shell, control, stdin, heartbeat] = await Promise.all([
      Publisher.open(wire),
      RequestSocket.open(wire, "shell"),
      RequestSocket.open(wire, "control"),
      RequestSocket.open(wire, "stdin"),
      Heartbeat.open(connection, log),
    ])
    return new Sockets(connection, [shell, control, stdin], iopub, heartbeat)
  }

  /** Hands over to ZeroMQ what isn't sent yet, and closes all. */
  async close(): Promise<void> {
    const { shell, control, stdin, iopub, heartbeat } = this
    await Promise.all([shell.drained(), control.drained(), stdin.drained(), iopub.drained()])
    for (const socket of [shell, control, stdin, iopub, heartbeat]) socket.close()
    removeSocketFiles(this.#connection)
  }
}

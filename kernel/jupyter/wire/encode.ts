import { randomUUID } from "node:crypto"
import { userInfo } from "node:os"
import { delimiter } from "./decode.ts"
import { toWireJson } from "./json.ts"
import { protocolVersion, type Header, type Outgoing } from "./message.ts"
import type { Signer } from "./signer.ts"

const none = Buffer.from("{}")

/** Makes the parts that go over a socket of the kernel's messages. */
export class Encoder {
  /** Names this kernel in its messages' headers. */
  readonly session: string = randomUUID()
  readonly #signer: Signer
  readonly #username = nameOfUser()

  constructor(signer: Signer) {
    this.#signer = signer
  }

  /**
   * @param routing the identities of the peers that it goes to; on iopub its topic
   * @returns the header, and the parts
   */
  encode(message: Outgoing, routing: readonly Uint8Array[]): { header: Header; frames: Uint8Array[] } {
    const header: Header = {
      msg_id: randomUUID(),
      msg_type: message.type,
      session: this.session,
      username: this.#username,
      date: new Date().toISOString(),
      version: protocolVersion,
    }
    const parts = [
      Buffer.from(toWireJson(header)),
      message.parent?.headerBytes ?? none,
      message.metadata ? Buffer.from(toWireJson(message.metadata)) : none,
      Buffer.from(toWireJson(message.content)),
    ]
    const signature = Buffer.from(this.#signer.sign(parts))
    return { header, frames: [...routing, delimiter, signature, ...parts, ...(message.buffers ?? [])] }
  }
}

function nameOfUser(): string {
  try {
    return userInfo().username
  } catch {
    // In containers a process may run under a number that no user has.
    return "kernel"
  }
}

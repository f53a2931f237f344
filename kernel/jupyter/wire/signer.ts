import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from "node:crypto"
import type { Connection } from "../connection/connection.ts"

/** Signs messages with the key of the connection file, and checks what others signed. */
export class Signer {
  /** Made once: each message that comes and goes is signed. */
  readonly #key: KeyObject | undefined
  readonly #hash: string

  constructor({ key, hash }: Pick<Connection, "key" | "hash">) {
    this.#key = key === "" ? undefined : createSecretKey(key, "utf8")
    this.#hash = hash
  }

  /** False when the connection file has no key: then signatures are empty, and not looked at. */
  get isSigning(): boolean {
    return this.#key !== undefined
  }

  /** The signature of a message's four parts, in hexadecimal digits. */
  sign(parts: readonly Uint8Array[]): string {
    if (!this.#key) return ""
    const hmac = createHmac(this.#hash, this.#key)
    for (const part of parts) hmac.update(part)
    return hmac.digest("hex")
  }

  /** Whether a signature is that of these parts. Takes as long for one that is nearly right as for one that is all wrong. */
  isSignatureOf(signature: Uint8Array, parts: readonly Uint8Array[]): boolean {
    if (!this.isSigning) return true
    const expected = Buffer.from(this.sign(parts))
    return signature.length === expected.length && timingSafeEqual(signature, expected)
  }
}

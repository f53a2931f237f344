import type { ValueReference } from "../../model/valueReference.ts"
import { sha256 } from "./digest.ts"
import { formatVersion, tags } from "./format.ts"

/** `undefined` as it is stored: what readers see of a task that gave nothing. */
export const undefinedValue: ValueReference = referenceTo(Uint8Array.of(formatVersion, 0, tags.undefined))

function referenceTo(bytes: Uint8Array): ValueReference {
  const hash = sha256(bytes)
  const inline = Buffer.from(bytes).toString("base64")
  return { hash, encoding: "raw", size: bytes.length, packedSize: bytes.length, digest: hash, inline }
}

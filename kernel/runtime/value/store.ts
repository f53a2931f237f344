import type { ValueReference } from "../../model/valueReference.ts"
import type { ValueContext } from "./context.ts"
import type { ResultFolder } from "./resultFolder.ts"
import { UnstorableError } from "./errors.ts"
import { decodeValue, encodeValue } from "./value.ts"

/** A short text may be found in many bytes by chance: it is looked for in values of at most so many bytes. */
const certainlyFound = { length: 6, bytes: 1 << 16 }

/**
 * Stores a value under the hash of its bytes.
 * @param name what the value is called in messages
 * @param secrets texts that may not be in it
 * @throws {UnstorableError} naming the part that can't be stored
 */
export async function storeValue(
  value: unknown,
  name: string,
  context: ValueContext,
  folder: ResultFolder,
  secrets: readonly string[] = [],
): Promise<ValueReference> {
  const { bytes, classes } = await encodeValue(value, name, context)
  if (secrets.some((secret) => holds(bytes, secret))) throw new UnstorableError(name, name, isSecret, withoutIt)
  return folder.write(bytes, classes)
}

/**
 * A stored value, made anew.
 * @throws {ResultDamagedError} when its bytes are gone or changed
 * @throws {DecodeError} when a class or module that it needs isn't there
 */
export async function loadValue(
  reference: ValueReference,
  context: ValueContext,
  folder: ResultFolder,
): Promise<unknown> {
  const { bytes, blocks } = await folder.read(reference)
  return decodeValue(bytes, context, blocks)
}

const isSecret = "made of the value of a secret parameter, which would be kept with it"
const withoutIt = "Leave it out of the result, and use the parameter itself where it is needed."

function holds(bytes: Uint8Array, secret: string): boolean {
  const { length, byteLength } = Buffer.from(secret)
  if (length < certainlyFound.length && bytes.length > certainlyFound.bytes) return false
  return byteLength > 0 && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(secret)
}

import type { ValueReference } from "../messages.ts"
import type { ValueContext } from "./context.ts"
import type { ResultFolder } from "./resultFolder.ts"
import { decodeValue, encodeValue } from "./value.ts"

/**
 * Stores a value under the hash of its bytes.
 * @param name what the value is called in messages
 * @throws {UnstorableError} naming the part that can't be stored
 */
export async function storeValue(
  value: unknown,
  name: string,
  context: ValueContext,
  folder: ResultFolder,
): Promise<ValueReference> {
  const { bytes, classes } = await encodeValue(value, name, context)
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
  return decodeValue(await folder.read(reference), context)
}

import type { ByteReader } from "./byteReader.ts"
import { DecodeError } from "./errors.ts"
import { viewKinds } from "./memory.ts"

/** Reads a memory section: its ArrayBuffers and views, in the order of the body. @throws {DecodeError} */
export function readMemory(reader: ByteReader): readonly object[] {
  const blocks: ArrayBuffer[] = []
  for (let left = reader.count(); left > 0; left--) blocks.push(readBlock(reader))
  const views: object[] = []
  for (let left = reader.count(4); left > 0; left--) views.push(readView(reader, blocks))
  return views
}

function readBlock(reader: ByteReader): ArrayBuffer {
  const length = reader.count()
  const maximum = reader.varint()
  reader.align(8)
  const own = maximum === 0 ? reader.ownBlock(length) : undefined
  if (own) return own
  const bytes = reader.bytes(length)
  if (maximum === 0) return copyOf(bytes)
  const buffer = new ArrayBuffer(length, { maxByteLength: maximum - 1 })
  new Uint8Array(buffer).set(bytes)
  return buffer
}

function copyOf({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  if (buffer instanceof ArrayBuffer) return buffer.slice(byteOffset, byteOffset + byteLength)
  const copy = new ArrayBuffer(byteLength)
  new Uint8Array(copy).set(new Uint8Array(buffer, byteOffset, byteLength))
  return copy
}

function readView(reader: ByteReader, blocks: readonly ArrayBuffer[]): object {
  const kind = viewKinds[reader.byte()]
  const block = blocks[reader.varint()]
  const offset = reader.varint()
  const header = reader.varint()
  if (kind === undefined || block === undefined) {
    throw new DecodeError("The bytes of a stored value are damaged: a view of memory that isn't there")
  }
  if (kind === "ArrayBuffer") return block
  const length = header === 0 ? undefined : header - 1
  if (kind === "Buffer") return Buffer.from(block, offset, length)
  // Float16Array, which isn't in the types of this ECMAScript version, is why this is looked up by its name.
  const constructor: unknown = Reflect.get(globalThis, kind)
  if (typeof constructor !== "function") throw new DecodeError(`The stored value needs ${kind}, which this Node lacks`)
  const view: unknown = Reflect.construct(constructor, [block, offset, length])
  return Object(view)
}

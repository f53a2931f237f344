import * as v from "valibot"
import { count, hash, listOf } from "./schema.ts"

/** What a reference to a value has. */
export const valueReference = v.strictObject({
  /** SHA-256 of the value's encoded bytes, in hex. */
  hash,
  encoding: v.picklist(["raw", "zstd"]),
  /** Bytes before packing. */
  size: count,
  /** Bytes after packing. */
  packedSize: count,
  /** SHA-256 of the packed bytes, in hex. */
  digest: hash,
  /** The packed bytes of a small value, in base64: as bytes they would make its messages three times as slow. */
  inline: v.optional(v.string()),
  /** Names of classes defined in cells that reviving the value needs. */
  classes: v.optional(listOf(v.string())),
})

/** A value stored under the hash of its bytes. Small ones travel along, others are files in the results folder. */
export type ValueReference = v.InferOutput<typeof valueReference>

/** A name's value after an evaluation, or why it has none: then whoever needs it makes it again from its cell. */
export const output = v.union([
  v.strictObject({ name: v.string(), value: valueReference }),
  v.strictObject({ name: v.string(), problem: v.string() }),
])

export type Output = v.InferOutput<typeof output>

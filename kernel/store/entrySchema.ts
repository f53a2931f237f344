import * as v from "valibot"
import type { CacheEntry } from "../flow/ports.ts"
import { isObject } from "../isObject.ts"
import { anyNumber, count } from "../model/schema.ts"
import { traceEntries } from "../model/traceEntry.ts"

// Objects may have more than is asked for: another version of tsnb may have written it.

const traceSchemas = new Map<unknown, v.GenericSchema>(
  Object.entries(traceEntries).map(([kind, entries]) => [kind, v.looseObject(entries)]),
)

/** Whether a value is a trace, as an entry of the store keeps it. */
export function isTrace(value: unknown): value is CacheEntry["trace"] {
  return Array.isArray(value) && value.every(isTraceEntry)
}

function isTraceEntry(entry: unknown): boolean {
  const schema = isObject(entry) ? traceSchemas.get(entry["kind"]) : undefined
  return schema !== undefined && v.is(schema, entry)
}

const textMap = v.record(v.string(), v.string())

const keyComponents = v.looseObject({
  schema: anyNumber,
  runtime: v.string(),
  code: v.string(),
  remade: textMap,
  definitions: v.optional(textMap),
  inputs: textMap,
  version: v.string(),
})

/** Whether a value is what a key is the hash of. */
export function isKeyComponents(value: unknown): value is CacheEntry["components"] {
  return v.is(keyComponents, value)
}

/** What a row of `results` says of a result: its hashes are hashes, and no names of files. */
export const resultRow = v.looseObject({
  hash: v.string(),
  encoding: v.picklist(["raw", "zstd"]),
  size: count,
  packed_size: count,
  digest: v.string(),
  inline: v.nullable(v.instance(Uint8Array)),
  classes: v.nullable(v.string()),
})

/** Names that cells can give to classes. */
export function isClassList(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) && value.every((name) => typeof name === "string" && /^[\p{ID_Continue}$]{1,200}$/u.test(name))
  )
}

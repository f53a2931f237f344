import type { CacheEntry } from "../flow/ports.ts"
import { hasAtLeast, isCount, isNumber, isObject, isText, isTextOrNull, orNone, type Check } from "../runtime/fields.ts"
import { traceForms } from "../runtime/forms.ts"

const isTextMap: Check = (value) => isObject(value) && Object.values(value).every(isText)

const forms = new Map<unknown, Check>(Object.entries(traceForms).map(([kind, fields]) => [kind, hasAtLeast(fields)]))

/** Whether a value is a trace, as an entry of the store keeps it. */
export function isTrace(value: unknown): value is CacheEntry["trace"] {
  return Array.isArray(value) && value.every((entry) => isObject(entry) && (forms.get(entry["kind"])?.(entry) ?? false))
}

const areKeyComponents = hasAtLeast({
  schema: isNumber,
  runtime: isText,
  code: isText,
  remade: isTextMap,
  definitions: orNone(isTextMap),
  inputs: isTextMap,
  version: isText,
})

/** Whether a value is what a key is the hash of. */
export function isKeyComponents(value: unknown): value is CacheEntry["components"] {
  return areKeyComponents(value)
}

/** Whether a row of `results` says what a result is: its hashes are hashes, and no names of files. */
export const isResultRow: Check = hasAtLeast({
  hash: isText,
  encoding: (value) => value === "raw" || value === "zstd",
  size: isCount,
  packed_size: isCount,
  digest: isText,
  inline: (value) => value === null || value instanceof Uint8Array,
  classes: isTextOrNull,
})

/** Names that cells can give to classes. */
export function isClassList(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) && value.every((name) => typeof name === "string" && /^[\p{ID_Continue}$]{1,200}$/u.test(name))
  )
}

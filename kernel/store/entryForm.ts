import type { CacheEntry } from "../flow/ports.ts"
import { hasAtLeast, isListOf, isNumber, isObject, isText, isWhole, orNone, type Check } from "../runtime/fields.ts"
import type { TraceEntry } from "../runtime/trace/entry.ts"

const isTextOrNull: Check = (value) => value === null || isText(value)
const isFound: Check = (value) => value === null || value === "file" || value === "folder" || value === "other"
const isTextMap: Check = (value) => isObject(value) && Object.values(value).every(isText)
const isTextMapOrNone: Check = (value) => value === undefined || isTextMap(value)

/** What each kind of entry in a trace has. */
const forms = new Map<unknown, Check>(
  Object.entries<Check>({
    file: hasAtLeast({ path: isText, hash: isTextOrNull }),
    exists: hasAtLeast({ path: isText, found: isFound }),
    link: hasAtLeast({ path: isText, target: isTextOrNull }),
    folder: hasAtLeast({ path: isText, hash: isTextOrNull }),
    written: hasAtLeast({ path: isText, hash: isTextOrNull }),
    variable: hasAtLeast({ name: isText, hash: isTextOrNull }),
    attribute: hasAtLeast({ path: isText, name: isText, value: isTextOrNull }),
    appended: hasAtLeast({ path: isText, found: isFound }),
    variableNames: hasAtLeast({ hash: isText, without: orNone(isListOf(isText)) }),
    system: hasAtLeast({ name: isText, hash: isText }),
    notebook: hasAtLeast({ name: isText }),
    manifest: hasAtLeast({ path: isText, hash: isTextOrNull }),
    package: hasAtLeast({ path: isText, name: isText, version: isTextOrNull }),
    glob: hasAtLeast({ pattern: isText, hash: isText }),
  } satisfies Record<TraceEntry["kind"], Check>),
)

/** Whether a value is a trace, as an entry of the store keeps it. */
export function isTrace(value: unknown): value is CacheEntry["trace"] {
  return Array.isArray(value) && value.every((entry) => isObject(entry) && (forms.get(entry["kind"])?.(entry) ?? false))
}

const areKeyComponents = hasAtLeast({
  schema: isNumber,
  runtime: isText,
  code: isText,
  remade: isTextMap,
  definitions: isTextMapOrNone,
  inputs: isTextMap,
  version: isText,
})

/** Whether a value is what a key is the hash of. */
export function isKeyComponents(value: unknown): value is CacheEntry["components"] {
  return areKeyComponents(value)
}

const isSize: Check = (value) => isWhole(value) && Number(value) >= 0

/** Whether a row of `results` says what a result is: its hashes are hashes, and no names of files. */
export const isResultRow: Check = hasAtLeast({
  hash: isText,
  encoding: (value) => value === "raw" || value === "zstd",
  size: isSize,
  packed_size: isSize,
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

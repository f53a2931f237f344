import { isTextType } from "./display/bundle.ts"
import {
  has,
  isBounded,
  isCount,
  isFlag,
  isListOf,
  isNumber,
  isRecord,
  isText,
  isTextOrNull,
  oneOf,
  orNone,
  type Check,
  type FieldsOf,
  type FormsOf,
} from "./fields.ts"
import type { ErrorReport, Output, ValueReference } from "./messages.ts"
import type { TraceEntry } from "./trace/entry.ts"

// Checks of what several messages carry.

const hashForm = /^[0-9a-f]{64}$/

/** A SHA-256 hash in hex. Files are found by it, so nothing else may pass. */
export const isHash: Check = (value) => typeof value === "string" && hashForm.test(value)

const isReport: Check = has({
  name: isText,
  message: isText,
  stack: orNone(isText),
  fields: orNone(isRecord),
  cause: orNone((cause) => isReport(cause)),
  errors: orNone(isListOf((error) => isReport(error))),
} satisfies FieldsOf<ErrorReport>)

/** An error's fields are of the author's own making. */
export const isErrorReport: Check = (value) => isBounded(value) && isReport(value)

/** What is shown of a value, by MIME type: texts are texts. */
export const isBundle: Check = (value) =>
  isRecord(value) && Object.entries(value).every(([type, data]) => (isTextType(type) ? isText(data) : isBounded(data)))

/** Facts about what is shown. */
export const isMetadata: Check = (value) => isRecord(value) && isBounded(value)

export const isValueReference: Check = has({
  hash: isHash,
  encoding: (value) => value === "raw" || value === "zstd",
  size: isCount,
  packedSize: isCount,
  digest: isHash,
  inline: orNone(isText),
  classes: orNone(isListOf(isText)),
} satisfies FieldsOf<ValueReference>)

const hasValue = has({ name: isText, value: isValueReference } satisfies FieldsOf<Extract<Output, { value: unknown }>>)
const hasProblem = has({ name: isText, problem: isText } satisfies FieldsOf<Extract<Output, { problem: unknown }>>)

/** A name's value after an evaluation, or why there is none. */
export const isOutput: Check = (value) => hasValue(value) || hasProblem(value)

const isFound: Check = (value) => value === null || value === "file" || value === "folder" || value === "other"
const kind = isText

/** What each kind of entry in a trace has. */
export const traceForms = {
  file: { kind, path: isText, hash: isTextOrNull, plain: orNone(isFlag) },
  exists: { kind, path: isText, found: isFound, plain: orNone(isFlag) },
  link: { kind, path: isText, target: isTextOrNull, text: orNone(isTextOrNull) },
  attribute: { kind, path: isText, name: isText, value: isTextOrNull },
  folder: { kind, path: isText, hash: isTextOrNull },
  written: { kind, path: isText, hash: isTextOrNull, size: orNone(isNumber) },
  appended: { kind, path: isText, found: isFound },
  variable: { kind, name: isText, hash: isTextOrNull },
  variableNames: { kind, hash: isText, without: orNone(isListOf(isText)) },
  system: {
    kind,
    name: (value) => value === "hostname" || value === "userInfo" || value === "nodeVersion",
    hash: isText,
  },
  notebook: { kind, name: isText },
  manifest: { kind, path: isText, hash: isTextOrNull },
  project: { kind, path: isText, part: (value) => value === "language" || value === "paths", hash: isTextOrNull },
  package: { kind, path: isText, name: isText, version: isTextOrNull },
  glob: { kind, pattern: isText, hash: isText },
} satisfies FormsOf<TraceEntry, "kind">

export const isTraceEntry: Check = oneOf("kind", traceForms)

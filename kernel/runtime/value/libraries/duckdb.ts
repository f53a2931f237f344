import type { Adapter } from "../adapters.ts"
import { DecodeError } from "../errors.ts"
import { className } from "../prototypes.ts"

const valueClass = /^DuckDB\w{1,60}Value$/

/** What `@duckdb/node-api` gives for decimals, dates, lists, structs and the like: plain fields of a class of their own. */
export const duckdbAdapter: Adapter = {
  name: "duckdb",
  module: "@duckdb/node-api",
  matches: (value) => valueClass.test(className(value) ?? ""),
  store: (value) => ({ kind: className(value), fields: { ...value } }),
  revive(stored, module) {
    if (!isStored(stored)) throw new DecodeError("The bytes of a stored value of DuckDB are damaged")
    const { kind, fields } = stored
    const constructor: unknown = Object.hasOwn(Object(module), kind) ? Reflect.get(Object(module), kind) : undefined
    if (typeof constructor !== "function") throw new DecodeError(`The notebook's @duckdb/node-api has no ${kind}`)
    const made: object = Object.create(constructor.prototype, Object.getOwnPropertyDescriptors(fields))
    return made
  },
}

function isStored(stored: unknown): stored is { kind: string; fields: object } {
  return (
    typeof stored === "object" &&
    stored !== null &&
    "kind" in stored &&
    typeof stored.kind === "string" &&
    valueClass.test(stored.kind) &&
    "fields" in stored &&
    typeof stored.fields === "object" &&
    stored.fields !== null
  )
}

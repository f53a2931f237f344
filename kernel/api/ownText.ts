import { types } from "node:util"

/** Characters; a longer text is no cell of a table. */
const longest = 1_000

/**
 * The text that a value of a class has for people, such as a database's decimals and times: what the class's own `toString`
 * gives. Undefined for plain objects, lists, errors and what else JavaScript brings along.
 */
export function ownText(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || types.isProxy(value) || isOfJavaScript(value)) return undefined
  try {
    const toText: unknown = Reflect.get(value, "toString")
    if (typeof toText !== "function" || toText === Object.prototype.toString) return undefined
    const text: unknown = Reflect.apply(toText, value, [])
    return typeof text === "string" && text.length <= longest && !text.startsWith("[object ") ? text : undefined
  } catch {
    // The class's own code: what it can't say, it doesn't.
    return undefined
  }
}

function isOfJavaScript(value: object): boolean {
  return (
    Array.isArray(value) ||
    ArrayBuffer.isView(value) ||
    types.isAnyArrayBuffer(value) ||
    types.isBoxedPrimitive(value) ||
    types.isDate(value) ||
    types.isMap(value) ||
    types.isNativeError(value) ||
    types.isPromise(value) ||
    types.isRegExp(value) ||
    types.isSet(value)
  )
}

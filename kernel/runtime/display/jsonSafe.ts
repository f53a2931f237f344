import { isIterable } from "../../isIterable.ts"

/** How deep structures are followed. */
const maxDepth = 200

/**
 * A copy of a value that JSON can say as it stands. Unlike `JSON.stringify`, it never throws: a circle is cut, a bigint
 * is a number where that is exact and its digits otherwise, functions and symbols are their text.
 */
export function jsonSafe(value: unknown): unknown {
  return copy(value, new Set())
}

function copy(value: unknown, above: Set<object>): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value
    case "number":
      return Number.isFinite(value) ? value : null
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
    case "undefined":
      return null
    case "symbol":
    case "function":
      return String(value)
    case "object":
      return value === null ? null : copyObject(value, above)
  }
}

function copyObject(value: object, above: Set<object>): unknown {
  if (above.has(value)) return "[Circular]"
  if (above.size >= maxDepth) return "[…]"
  above.add(value)
  const copied = copyContents(value, above)
  above.delete(value)
  return copied
}

function copyContents(value: object, above: Set<object>): unknown {
  if (ArrayBuffer.isView(value) && isIterable(value)) {
    // Of all views, only the typed arrays can be gone through.
    return Array.from(value, (element) => copy(element, above))
  }
  // As JSON has it: of a Date its text.
  const toJson: unknown = Reflect.get(value, "toJSON")
  if (typeof toJson === "function") return copy(Reflect.apply(toJson, value, [""]), above)
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (element) => copy(element, above))
  const entries =
    value instanceof Map ? Array.from(value, ([key, data]) => [String(key), data] as const) : Object.entries(value)
  const kept = entries.filter(([, data]) => data !== undefined)
  return Object.fromEntries(kept.map(([key, data]) => [key, copy(data, above)]))
}

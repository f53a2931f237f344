/**
 * A copy of something to look at that can be sent to another process: where structured clone refuses, what JSON makes
 * of it, with text in the place of functions and the like.
 */
export function sendable<Value>(value: Value): Value {
  try {
    return structuredClone(value)
  } catch {
    // Of the same shape as far as anybody looks.
    return JSON.parse(JSON.stringify(value, asText)) as Value
  }
}

function asText(_key: string, value: unknown): unknown {
  return typeof value === "function" || typeof value === "symbol" || typeof value === "bigint" ? String(value) : value
}

import { jsonSafe } from "./display/jsonSafe.ts"
import { isBounded } from "../model/bounded.ts"

/**
 * A copy of something to look at that can be sent to another process: where structured clone refuses, or it goes deeper
 * than a message may, what JSON makes of it, with text in the place of functions and the like.
 */
export function sendable<Value>(value: Value): Value {
  try {
    const copy = structuredClone(value)
    if (isBounded(copy)) return copy
  } catch {
    // As for what is too deep.
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Of the same shape as far as anybody looks.
  return jsonSafe(value) as Value
}

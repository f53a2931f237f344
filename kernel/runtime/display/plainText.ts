import { inspect } from "node:util"
import { inspectable, shownElements } from "./inspectable.ts"

const maxTextLength = 20_000

/**
 * A value as text, as `console.log` would print it, cut to a sensible length. No getter runs.
 * @param quoted whether a text is shown as JavaScript writes it
 */
export function plainText(value: unknown, quoted = false): string {
  if (typeof value === "string" && !quoted) return cutLong(value)
  const { value: printed, depth } = inspectable(value)
  return cutLong(inspect(printed, { depth, maxArrayLength: shownElements, maxStringLength: 10_000 }))
}

function cutLong(text: string): string {
  if (text.length <= maxTextLength) return text
  return `${text.slice(0, maxTextLength)}\n… ${(text.length - maxTextLength).toLocaleString("en")} more characters`
}

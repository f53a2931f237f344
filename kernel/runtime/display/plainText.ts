import { inspect } from "node:util"

const longestText = 20_000

/**
 * A value as text, as `console.log` would print it, cut to a sensible length.
 * @param quoted whether a text is shown as JavaScript writes it
 */
export function plainText(value: unknown, quoted = false): string {
  if (typeof value === "string" && !quoted) return cutText(value)
  return cutText(inspect(value, { depth: 4, maxArrayLength: 100, maxStringLength: 10_000 }))
}

/** The text up to a sensible length, and how much is left out. */
function cutText(text: string): string {
  return text.length <= longestText
    ? text
    : `${text.slice(0, longestText)}\n… ${(text.length - longestText).toLocaleString("en")} more characters`
}

import { inspect } from "node:util"

const longest = 60

/** What was given for a label, as one short line. */
export function labelText(value: unknown): string {
  const text = typeof value === "string" ? value : inspect(value, { depth: 0, breakLength: Infinity })
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim()
  return line.length <= longest ? line : `${line.slice(0, longest - 1).toWellFormed()}…`
}

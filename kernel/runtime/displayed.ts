import { inspect } from "node:util"
import type { MimeBundle } from "../api/types.ts"
import { displaySymbol } from "../api/rich.ts"
import { reportError } from "./errorReport.ts"
import { sendable } from "./sendable.ts"

const longestText = 20_000

/**
 * A value's representations: its own by `Symbol.for("Jupyter.display")`, else text as `console.log` would print it. A value
 * that can't be shown is no failure of the task that made it: the text says so instead. Never rejects.
 */
export async function mimeBundleOf(value: unknown): Promise<MimeBundle> {
  try {
    const own = await ownBundle(value)
    return own ?? { "text/plain": cut(plainText(value)) }
  } catch (error) {
    const { name, message } = reportError(error)
    return { "text/plain": `The value can't be shown. ${name}: ${message}` }
  }
}

async function ownBundle(value: unknown): Promise<MimeBundle | undefined> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined
  const method: unknown = Reflect.get(value, displaySymbol)
  if (typeof method !== "function") return undefined
  const bundle: unknown = await Reflect.apply(method, value, [])
  if (typeof bundle !== "object" || bundle === null || Array.isArray(bundle)) return undefined
  return sendable(Object.fromEntries(Object.entries(bundle).filter(([type]) => type.includes("/"))))
}

function plainText(value: unknown): string {
  if (typeof value === "string") return value
  if (isFrame(value)) return value.toString()
  return inspect(value, { depth: 4, maxArrayLength: 100, maxStringLength: 10_000 })
}

/** danfojs's frames and series print themselves as tables; their insides are of no use to a reader. */
function isFrame(value: unknown): value is { toString(): string } {
  return typeof value === "object" && value !== null && "$data" in value && "$columns" in value
}

function cut(text: string): string {
  return text.length <= longestText
    ? text
    : `${text.slice(0, longestText)}\n… ${text.length - longestText} more characters`
}

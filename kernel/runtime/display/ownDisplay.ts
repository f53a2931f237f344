import { displaySymbol, metadataSymbol } from "../../api/rich.ts"
import type { MimeBundle } from "../../api/types.ts"
import { bundleOf } from "./bundle.ts"
import { isObject } from "../../isObject.ts"

/** How a value shows itself; the data is undefined when the method gives none. */
interface OwnDisplay {
  data: MimeBundle | undefined | Promise<MimeBundle | undefined>
  metadata?: MimeBundle
}

/**
 * How a value shows itself: by its method `Symbol.for("Jupyter.display")`, which nodejs-polars and Deno's libraries have.
 * @returns undefined when it has none
 */
export function ownDisplay(value: unknown): OwnDisplay | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined
  const method: unknown = Reflect.get(value, displaySymbol)
  if (typeof method !== "function") return undefined
  const metadata: unknown = Reflect.get(value, metadataSymbol)
  const given: unknown = Reflect.apply(method, value, [])
  const take = (bundle: unknown): MimeBundle | undefined =>
    isObject(bundle) ? withText(value, bundleOf(bundle)) : undefined
  const data = isThenable(given) ? Promise.resolve(given).then(take) : take(given)
  return { data, ...(isObject(metadata) && { metadata }) }
}

/** Consoles have nothing to show of a value without text; many classes have a method for that. */
function withText(value: object, data: MimeBundle): MimeBundle {
  if ("text/plain" in data || Object.keys(data).length === 0) return data
  const method: unknown = Reflect.get(value, "toString")
  if (typeof method !== "function" || method === Object.prototype.toString || typeof value === "function") return data
  const text: unknown = Reflect.apply(method, value, [])
  return typeof text === "string" ? { ...data, "text/plain": text } : data
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && typeof value["then"] === "function"
}

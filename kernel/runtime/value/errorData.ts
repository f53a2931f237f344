import { types } from "node:util"
import { errorForm, type ErrorForm } from "./errorForm.ts"
import { isPlainPrototype } from "./prototypes.ts"

/** What errors may hold that was thrown as they were, and is told otherwise than as fields. */
const behind: ReadonlySet<string> = new Set(["cause", "errors", "error", "suppressed"])
/** How many objects of an error's fields are looked at for functions. */
const affordable = 10_000

/**
 * Whether functions are among an error's fields, or in them, as in the errors of validators and of HTTP clients: its class
 * can't come back with all that it had.
 */
export function holdsFunctions(error: Error): boolean {
  const { keys, values } = errorForm(error, undefined)
  return values.some((value, index) => !behind.has(keys[index] ?? "") && hasFunction(value))
}

/** What is kept of such an error: what is known of any error, and those of its fields that are data. */
export function dataForm(error: Error): ErrorForm {
  const { keys, hidden, values } = errorForm(error, undefined)
  const all = keys.map((key, index) => ({ key, value: values[index], isHidden: index < hidden }))
  const kept = all.filter(({ key, value }) => behind.has(key) || isData(value))
  // Its class may have given it these.
  const ofClass = (["message", "name"] as const)
    .filter((known) => !kept.some(({ key }) => key === known))
    .map((key) => ({ key, value: error[key], isHidden: true }))
  const ordered = [...ofClass, ...kept.filter((one) => one.isHidden), ...kept.filter((one) => !one.isHidden)]
  return {
    keys: ordered.map(({ key }) => key),
    hidden: ordered.filter((one) => one.isHidden).length,
    values: ordered.map(({ value }) => value),
  }
}

function hasFunction(value: unknown): boolean {
  return walk(value).some((part) => typeof part === "function")
}

/** Whether a value is made of scalars, lists, plain objects, dates, maps and sets alone. */
function isData(value: unknown): boolean {
  return walk(value).every((part) => {
    if (typeof part === "function" || typeof part === "symbol") return false
    if (typeof part !== "object" || part === null) return true
    if (Array.isArray(part) || types.isDate(part) || types.isMap(part) || types.isSet(part)) return true
    return !types.isProxy(part) && isPlainPrototype(Object.getPrototypeOf(part))
  })
}

/** A value and the parts of it, as far as somebody looks. */
function* walk(value: unknown): Generator<unknown, void> {
  const seen = new Set<object>()
  const queue = [value]
  for (const part of queue) {
    yield part
    if (typeof part !== "object" || part === null || seen.has(part) || ArrayBuffer.isView(part)) continue
    if (types.isNativeError(part) || types.isProxy(part) || seen.size >= affordable) continue
    seen.add(part)
    if (types.isMap(part)) for (const [key, member] of part) queue.push(key, member)
    else if (types.isSet(part)) queue.push(...part)
    else queue.push(...Object.values(Object.getOwnPropertyDescriptors(part)).map((property): unknown => property.value))
  }
}

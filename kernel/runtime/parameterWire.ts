import { inspect, types } from "node:util"
import { errorClass } from "./value/errorClass.ts"
import { isBuiltIn } from "./value/prototypes.ts"

/** The one property of what stands for a URL, which structured clone refuses. */
const urlProperty = "$tsnbUrl"

/**
 * Parameters in a form in which they reach another process as the values that they are.
 * @throws {TypeError} naming the first that would become another there, such as an instance of a class
 */
export function toWire(parameters: unknown): unknown {
  return changed(parameters, (value, path) => {
    if (value instanceof URL) return { [urlProperty]: value.href }
    // What isn't an object of names and values at all is told of by who sends it.
    if (path === "" || isCarried(value)) return undefined
    const name: unknown = Reflect.get(value, "constructor")
    const what =
      typeof name === "function" && name.name !== ""
        ? `an instance of the class ${name.name}`
        : inspect(value, { depth: 0 })
    throw new TypeError(
      `'${path}' is or holds ${what}, which would lose its class on the way. Hand over its data instead`,
    )
  })
}

/** The parameters that `toWire` made something of. */
export function fromWire<Value>(parameters: Value): Value {
  const revived = changed(parameters, (value) => {
    const href: unknown = Object.hasOwn(value, urlProperty) ? Reflect.get(value, urlProperty) : undefined
    return typeof href === "string" && URL.canParse(href) ? new URL(href) : undefined
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Of the same shape but for URLs.
  return revived as Value
}

const carriedClasses = ["Map", "Set", "Date", "RegExp", "Number", "String", "Boolean", "BigInt"]

/** Whether structured clone carries an object, its parts aside. */
function isCarried(value: object): boolean {
  if (Array.isArray(value) || ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return true
  // Each of these has a place in memory that no plain object has, whatever class it is of.
  if (types.isNativeError(value)) return ["builtIn", "node"].includes(errorClass(value).kind)
  const { isBoxedPrimitive, isDate, isMap, isRegExp, isSet } = types
  if ([isMap, isSet, isDate, isRegExp, isBoxedPrimitive].some((matches) => matches(value)))
    return carriedClasses.some((name) => isBuiltIn(value, name))
  // Of another realm as well: a plain object's prototype has none of its own. What refuses to be looked at is told of by the clone.
  if (types.isProxy(value) || Object.prototype.toString.call(value) !== "[object Object]") return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/**
 * A copy in which some objects are others.
 * @param other what stands in an object's place; undefined for itself
 */
function changed(
  value: unknown,
  other: (value: object, path: string) => unknown,
  path = "",
  above: readonly object[] = [],
): unknown {
  if (typeof value !== "object" || value === null) return value
  const instead = other(value, path)
  if (instead !== undefined) return instead
  // Circles are refused elsewhere, in the words for them.
  if (above.includes(value) || above.length > 200) return value
  const inner = [...above, value]
  const part = (one: unknown, name: unknown): unknown =>
    changed(one, other, path === "" ? String(name) : `${path}.${String(name)}`, inner)
  if (Array.isArray(value)) return value.map((one, index) => part(one, index))
  if (types.isMap(value)) return new Map([...value].map(([key, one]) => [part(key, "key"), part(one, String(key))]))
  if (types.isSet(value)) return new Set([...value].map((one, index) => part(one, index)))
  const isPlain =
    isCarried(value) && Object.prototype.toString.call(value) === "[object Object]" && !types.isProxy(value)
  return isPlain ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, part(one, name)])) : value
}

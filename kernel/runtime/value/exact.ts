import { types } from "node:util"
import { holdsFunctions } from "./errorData.ts"

/** So many objects of a value are looked at property by property: accessors stand in few objects, and rows are many. */
const closely = 10_000

/**
 * What of a value gets lost when it is stored, in words: storing keeps plain properties, as structured clone does.
 * Undefined when nothing does, as far as can be seen; what can't be stored at all isn't looked for.
 */
export function lossOf(value: unknown): string | undefined {
  const seen = new Set<object>()
  const add = (part: unknown): void => {
    if (typeof part === "object" && part !== null) seen.add(part)
  }
  add(value)
  // A set that grows while it is walked is walked to its new end.
  for (const object of seen) {
    const loss = lossOfOne(object, seen.size <= closely)
    if (loss !== undefined) return loss
    if (types.isMap(object)) for (const entry of object) entry.forEach(add)
    else if (types.isSet(object)) object.forEach(add)
    else if (Array.isArray(object) || isPlain(object)) Object.values(object).forEach(add)
  }
  return undefined
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object)
  return prototype === Object.prototype || prototype === null
}

function isContainer(object: object): boolean {
  return types.isMap(object) || types.isSet(object) || types.isDate(object)
}

function lossOfOne(object: object, looksClosely: boolean): string | undefined {
  if (types.isProxy(object)) return "a Proxy, of which only the data would be kept"
  if (types.isNativeError(object) && holdsFunctions(object))
    return "an error with functions in its fields, which would be lost"
  if (isContainer(object) && Reflect.ownKeys(object).length > 0)
    return "a Map, Set or Date with properties of its own, which would be lost"
  if (types.isModuleNamespaceObject(object) || !(Array.isArray(object) || isPlain(object))) return undefined
  if (!Object.isExtensible(object)) return "an object that is frozen or sealed, which it wouldn't stay"
  const keys = Object.keys(object).length + (Array.isArray(object) ? 1 : 0)
  if (Reflect.ownKeys(object).length !== keys) return "an object with hidden properties, which would be lost"
  const hasAccessor =
    looksClosely && Object.values(Object.getOwnPropertyDescriptors(object)).some((property) => "get" in property)
  return hasAccessor ? "an object with accessors, of which only the values would be kept" : undefined
}

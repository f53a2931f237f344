import { types } from "node:util"

// oxlint-disable-next-line typescript/unbound-method -- kept before user code can replace it, and only used by `call`
const functionSource = Function.prototype.toString

/** Whether a prototype is that of plain objects: none, `Object.prototype`, or another realm's. */
export function isPlainPrototype(prototype: object | null): boolean {
  return prototype === null || prototype === Object.prototype || isForeign(prototype, "Object")
}

/** Whether a value is a built-in's own instance (not a subclass's), here or in another realm such as a `node:vm` context. */
export function isBuiltIn(value: object, name: string): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (typeof prototype !== "object" || prototype === null) return false
  const here: unknown = Reflect.get(globalThis, name)
  return (typeof here === "function" && here.prototype === prototype) || isForeign(prototype, name)
}

function isForeign(prototype: object, name: string): boolean {
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value
  return (
    typeof constructor === "function" &&
    constructor.name === name &&
    constructor.prototype === prototype &&
    functionSource.call(constructor).includes("[native code]")
  )
}

/** The name of the class of an object, or undefined when it has none. */
export function className(value: object): string | undefined {
  const constructor: unknown = Reflect.get(value, "constructor")
  return typeof constructor === "function" && constructor.name !== "" ? constructor.name : undefined
}

/** Whether an object has no prototype, as those of `Object.groupBy` have none. */
export function isWithoutPrototype(value: object): boolean {
  return Object.getPrototypeOf(value) === null
}

/** A new one of these. */
export function withoutPrototype(): Record<string, unknown> {
  return Object.create(null)
}

/** Whether something without a prototype is no plain object: a module, or a built-in that has lost its own. */
export function hasHiddenParts(value: object): boolean {
  const { isDate, isMap, isModuleNamespaceObject, isNativeError, isRegExp, isSet } = types
  return [isModuleNamespaceObject, isNativeError, isMap, isSet, isDate, isRegExp].some((matches) => matches(value))
}

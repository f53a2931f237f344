import { types } from "node:util"

/** The built-in classes of errors, by their number in the format. Any other error is stored as the one that it extends. */
export const errorKinds = [
  "Error",
  "EvalError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "TypeError",
  "URIError",
  "AggregateError",
  "SuppressedError",
] as const

/** Properties that errors have without showing them, in the order in which they are stored. */
const hiddenKeys = ["message", "stack", "name", "cause", "errors", "error", "suppressed"] as const

/** An error taken apart. */
export interface ErrorForm {
  keys: readonly string[]
  /** How many of the keys, from the first, are not enumerable. */
  hidden: number
  values: readonly unknown[]
}

export function isDomException(error: object): error is DOMException {
  return types.isNativeError(error) && Object.getPrototypeOf(error) === DOMException.prototype
}

/** Number of the nearest built-in class in `errorKinds`. */
export function errorKind(error: object): number {
  for (let prototype: unknown = error; prototype; prototype = Object.getPrototypeOf(prototype)) {
    const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value
    // By name, so that it holds for another realm's classes as well.
    const kind = typeof constructor === "function" ? errorKinds.findIndex((name) => name === constructor.name) : -1
    if (kind >= 0) return kind
  }
  return 0
}

/**
 * Takes an error apart into what structured clone keeps, its name where a subclass gave it one, and its own properties.
 * @param kindName the name that it has anyway; undefined for an error that is stored with its class, all of whose own
 * properties are kept, hidden ones too
 */
export function errorForm(error: object, kindName: string | undefined): ErrorForm {
  const members = new Map<string, unknown>()
  for (const key of hiddenKeys) {
    const own = Object.getOwnPropertyDescriptor(error, key)
    if (own ? !own.enumerable : key === "name" && kindName !== undefined) addHidden(members, error, key, kindName)
  }
  if (kindName === undefined) {
    const others = Object.getOwnPropertyNames(error).filter((key) => !hiddenKeys.some((hidden) => hidden === key))
    for (const key of others) {
      if (!Object.prototype.propertyIsEnumerable.call(error, key)) members.set(key, Reflect.get(error, key))
    }
  }
  const hidden = members.size
  // A key that is hidden isn't enumerable, so it doesn't come again.
  for (const key of Object.keys(error)) members.set(key, Reflect.get(error, key))
  return { keys: [...members.keys()], hidden, values: [...members.values()] }
}

function addHidden(members: Map<string, unknown>, error: object, key: string, kindName: string | undefined): void {
  const value: unknown = Reflect.get(error, key)
  if (key === "name" && value === kindName) return
  // `Error.prepareStackTrace` may have put objects there that belong to this process.
  if (key === "stack" && typeof value !== "string") return
  members.set(key, value)
}

/** An error of a kind without any property of its own, to be filled. */
export function bareError(kind: string): Error {
  const constructor: unknown = Reflect.get(globalThis, kind)
  const error: unknown = typeof constructor === "function" ? Reflect.construct(constructor, [[]]) : undefined
  const bare = error instanceof Error ? error : new Error()
  for (const key of hiddenKeys) Reflect.deleteProperty(bare, key)
  return bare
}

import { isDeepStrictEqual, types } from "node:util"

/**
 * Gives a value the content of another of its kind, so that whoever holds it sees that. Parts that are equal already stay as
 * they are, since others may hold these, too.
 * @returns false when that isn't possible: they are of different kinds, have no parts, or can't be changed
 */
export function overwrite(target: unknown, content: unknown): boolean {
  if (!isObject(target) || !isObject(content) || Object.isSealed(target)) return false
  if (Object.getPrototypeOf(target) !== Object.getPrototypeOf(content)) return false
  if (Array.isArray(target) && Array.isArray(content)) overwriteList(target, content)
  else if (types.isMap(target) && types.isMap(content)) {
    const before = new Map(target)
    target.clear()
    for (const [key, value] of content) target.set(key, keptOr(value, before.get(key)))
  } else if (types.isSet(target) && types.isSet(content)) {
    target.clear()
    for (const value of content) target.add(value)
  } else if (types.isDate(target) && types.isDate(content)) target.setTime(content.getTime())
  else if (types.isTypedArray(target) && types.isTypedArray(content)) return overwriteNumbers(target, content)
  else if (isPlain(target)) overwriteProperties(target, content)
  else return false
  return true
}

function overwriteList(target: unknown[], content: readonly unknown[]): void {
  target.length = content.length
  for (let index = 0; index < content.length; index++) {
    if (index in content) target[index] = keptOr(content[index], target[index])
    else Reflect.deleteProperty(target, index)
  }
}

function overwriteNumbers(target: NodeJS.TypedArray, content: NodeJS.TypedArray): boolean {
  if (target.byteLength !== content.byteLength) return false
  bytesOf(target).set(bytesOf(content))
  return true
}

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function overwriteProperties(target: object, content: object): void {
  const properties = Object.getOwnPropertyDescriptors(content)
  for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(target))) {
    const property = properties[key]
    if (property && "value" in property) property.value = keptOr(property.value, value)
  }
  for (const key of Reflect.ownKeys(target)) Reflect.deleteProperty(target, key)
  Object.defineProperties(target, properties)
}

function keptOr(part: unknown, before: unknown): unknown {
  return isObject(before) && isDeepStrictEqual(before, part) ? before : part
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null
}

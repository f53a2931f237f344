import { inspect, types } from "node:util"
import type { LiveValue } from "../../model/liveMessages.ts"

const maxTextLength = 2_000
const maxProperties = 1_000

/**
 * Tells about a value without running any code of its own: no getter, no proxy's handler, no method of inspection.
 * @param path property names to go along from the value
 * @returns undefined when the path leads nowhere, or through a getter
 */
export function lookAt(value: unknown, path: readonly string[]): LiveValue | undefined {
  let current = value
  for (const name of path) {
    const descriptor = descriptorOf(current, name)
    if (!descriptor || !("value" in descriptor)) return undefined
    current = descriptor.value
  }
  return { type: typeOf(current), text: textOf(current), properties: propertiesOf(current) }
}

function descriptorOf(value: unknown, name: string): PropertyDescriptor | undefined {
  for (let owner = ownerOf(value); owner; owner = Reflect.getPrototypeOf(owner)) {
    if (types.isProxy(owner)) return undefined
    const descriptor = Object.getOwnPropertyDescriptor(owner, name)
    if (descriptor) return descriptor
  }
  return undefined
}

/** Where the properties of a value are. */
function ownerOf(value: unknown): object | null {
  if (value === undefined || value === null) return null
  // A primitive's are those of its wrapper.
  const owner: object = Object(value)
  return owner
}

function typeOf(value: unknown): string {
  if (value === null) return "null"
  if (typeof value !== "object") return typeof value
  if (types.isProxy(value)) return "Proxy"
  const constructor: unknown = descriptorOf(value, "constructor")?.value
  const name: unknown = typeof constructor === "function" ? descriptorOf(constructor, "name")?.value : undefined
  return typeof name === "string" && name !== "" ? name : "Object"
}

function textOf(value: unknown): string {
  if (typeof value === "function" && types.isProxy(value)) return "Proxy"
  if (typeof value === "function") return cut(Function.prototype.toString.call(value))
  const text = inspect(value, {
    depth: 2,
    customInspect: false,
    showProxy: true,
    getters: false,
    maxArrayLength: 20,
    maxStringLength: maxTextLength,
  })
  return cut(text)
}

function cut(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)}…`
}

function propertiesOf(value: unknown): readonly string[] {
  const names = new Set<string>()
  for (let owner = ownerOf(value); owner; owner = Reflect.getPrototypeOf(owner)) {
    if (types.isProxy(owner) || names.size >= maxProperties) break
    // Elements have no names, and there may be millions.
    if (types.isTypedArray(owner) || (typeof value === "string" && owner === ownerOf(value))) continue
    const isList = Array.isArray(owner)
    if (Array.isArray(owner) && owner.length > maxProperties) continue
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (names.size >= maxProperties) break
      if (!isList || !/^\d+$/.test(name)) names.add(name)
    }
  }
  return [...names]
}

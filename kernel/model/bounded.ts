/** Whether a value is an object as braces make one: no list, Map, Date and the like. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** How deep data may be nested whose form is the author's own affair. */
const maxDepth = 500
/** How many parts it may have, those within others counted wherever they are met. */
const maxParts = 20_000_000

/**
 * Whether data can be gone through by recursion, and to its end: no circles, no depths, and no list that claims to be of any
 * length.
 */
export function isBounded(value: unknown): boolean {
  let parts = 0
  const isWithinBounds = (part: unknown, depth: number): boolean => {
    if (++parts > maxParts) return false
    if (typeof part !== "object" || part === null || ArrayBuffer.isView(part)) return true
    if (depth >= maxDepth) return false
    if (Array.isArray(part)) {
      if (part.length > maxParts) return false
      for (let index = 0; index < part.length; index++) if (!isWithinBounds(part[index], depth + 1)) return false
      return true
    }
    for (const name in part) if (!isWithinBounds(Reflect.get(part, name), depth + 1)) return false
    return true
  }
  return isWithinBounds(value, 0)
}

import { inspect, types } from "node:util"

/** Elements of a list that are printed, as `inspect` is told. */
export const shownElements = 100
const maxDepth = 4
/** Properties and elements that are printed at most. */
const affordable = 10_000

/** What is given to `inspect`, and how deep it goes. */
export interface Inspectable {
  value: unknown
  depth: number
}

/**
 * How a value is printed in little time, whatever it holds: less deep the more that is, and of an object with very many
 * properties the first. Node's `inspect` by itself cuts lists, maps and texts, but prints every property of every object.
 */
export function inspectable(value: unknown): Inspectable {
  if (isOrdinary(value)) {
    const names = Object.keys(value)
    if (names.length > affordable) return { value: withFirst(value, names), depth: 0 }
  }
  return { value, depth: affordableDepth(value) }
}

function isOrdinary(value: unknown): value is object {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false
  return !Array.isArray(value) && !ArrayBuffer.isView(value) && !(inspect.custom in value)
}

/** A stand-in of the same class with the first properties, since the class is printed too. */
function withFirst(value: object, names: readonly string[]): object {
  const first = names.slice(0, shownElements)
  const more = `${(names.length - first.length).toLocaleString("en")} more properties`
  const properties = first.map((name) => [name, Object.getOwnPropertyDescriptor(value, name) ?? {}] as const)
  return Object.create(Reflect.getPrototypeOf(value), {
    ...Object.fromEntries(properties),
    "…": { value: more, enumerable: true },
  })
}

function affordableDepth(value: unknown): number {
  let level: readonly unknown[] = [value]
  let left = affordable
  for (let depth = 0; depth <= maxDepth; depth++) {
    const next: unknown[] = []
    for (const container of level) {
      const held = contentsOf(container, left + 1)
      left -= held.length
      if (left < 0) return Math.max(0, depth - 1)
      for (const content of held) if (typeof content === "object" && content !== null) next.push(content)
    }
    level = next
  }
  return maxDepth
}

/** What `inspect` prints of a value; no more than `most`, since that can't be afforded anyway. */
function contentsOf(value: unknown, most: number): readonly unknown[] {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return []
  if (Array.isArray(value)) return value.slice(0, shownElements)
  // These hold no other objects.
  if (ArrayBuffer.isView(value)) return []
  if (types.isMap(value)) return [...Map.prototype.entries.call(value).take(shownElements)].flat()
  if (types.isSet(value)) return [...Set.prototype.values.call(value).take(shownElements)]
  const names = Object.keys(value).slice(0, most)
  // No getter runs.
  return names.map((name): unknown => Object.getOwnPropertyDescriptor(value, name)?.value)
}

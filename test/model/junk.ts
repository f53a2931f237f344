import { anything, constantFrom, oneof, tuple, type Arbitrary } from "fast-check"

/** Anything that structured clone takes, and most of what it takes only in parts. */
export const junk: Arbitrary<unknown> = oneof(
  anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
  }),
  constantFrom<unknown>(
    undefined,
    null,
    NaN,
    Infinity,
    -1,
    "",
    [null],
    [undefined],
    Object(1n),
    new Map([["kind", "file"]]),
    new Error("x"),
    { kind: "bogus" },
    { kind: "__proto__" },
    Object.assign([], { length: 4_000_000_000 }),
  ),
)

/** A message of which one part was replaced by something else. */
export interface Mutation {
  message: unknown
  /** The names that lead to the part, with dots between. */
  path: string
  before: unknown
  after: unknown
}

/** Messages that are right but for one part. */
export function mutations(messages: readonly object[]): Arbitrary<Mutation> {
  const places = messages.flatMap((message) => pathsIn(message).map((path) => ({ message, path })))
  return tuple(constantFrom(...places), junk).map(([{ message, path }, after]) => {
    const copy: unknown = structuredClone(message)
    let holder = copy as Record<string, unknown>
    // Each name but the last leads to an object, as `pathsIn` found it.
    for (const name of path.slice(0, -1)) holder = holder[name] as Record<string, unknown>
    const last = path.at(-1) ?? ""
    const before = holder[last]
    holder[last] = after
    return { message: copy, path: path.join("."), before, after }
  })
}

function pathsIn(value: unknown, above: readonly string[] = []): readonly (readonly string[])[] {
  const paths: (readonly string[])[] = []
  if (typeof value !== "object" || value === null || value instanceof Date) return paths
  for (const [name, part] of Object.entries(value)) {
    const path = [...above, name]
    paths.push(path, ...pathsIn(part, path))
  }
  return paths
}

/** What a function gives, or throws. */
export function outcomeOf<Value>(call: () => Value): { value: Value } | { error: unknown } {
  try {
    return { value: call() }
  } catch (error) {
    return { error }
  }
}

/** Lists within lists. */
export function nested(depth: number): unknown[] {
  return Array.from({ length: depth }).reduce<unknown[]>((inner) => [inner], [])
}

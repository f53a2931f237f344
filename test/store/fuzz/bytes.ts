import * as fc from "fast-check"
import { formatVersion, smallInteger, tags } from "../../../kernel/runtime/value/format.ts"
import { valueBytes } from "../../support/evilStore.ts"

const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]
const billion = [0x80, 0x94, 0xeb, 0xdc, 0x03]
const million = [0xc0, 0x84, 0x3d]

/** A text as the format writes it. */
export function text(value: string): readonly number[] {
  return [value.length * 2, ...Buffer.from(value)]
}

/** Names that do something where objects are filled without care. */
export const oddNames = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "then",
  "toJSON",
  "length",
  "hasOwnProperty",
]

/** A body of a value: tags, numbers and texts in any order, most of them where something is expected. */
const body = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...Object.values(tags)).map((tag) => [tag]) },
      { weight: 4, arbitrary: fc.integer({ min: 0, max: 5 }).map((number) => [number]) },
      { weight: 2, arbitrary: fc.constantFrom(...oddNames, "a", "").map(text) },
      { weight: 2, arbitrary: fc.integer({ min: smallInteger, max: 0xff }).map((number) => [number]) },
      { weight: 1, arbitrary: fc.constantFrom(huge, billion, million) },
      { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 0xff }), { maxLength: 9 }) },
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.flat())

/** Where a value may say that its class is. */
export const modules = [
  "data:text/javascript,globalThis.tsnbFuzzCanary=1;export class Evil{static[Symbol.for('tsnb.revive')](){}}",
  "./evil.mjs",
  "../evil.mjs",
  "/etc/passwd",
  "file:///etc/passwd",
  "node:child_process",
  "danfojs-node",
  "",
  "\0",
]

const location = fc.oneof(
  fc.record({ module: fc.constantFrom(...modules), name: fc.constantFrom("Evil", "default", ...oddNames) }),
  fc.record({ cell: fc.constantFrom("Point", "process", "\u001b[31m", ...oddNames) }),
)

const withSections = fc
  .tuple(
    fc.array(location, { maxLength: 3 }),
    fc.array(fc.constantFrom("danfojs-node", "apache-arrow", ...modules), { maxLength: 2 }),
    body,
  )
  .map(([classes, adapters, bytes]) =>
    valueBytes(classes, (writer) => writer.bytes(Uint8Array.from([tags.instance, 0, ...bytes])), adapters),
  )

const plain = body.map((bytes) => Uint8Array.from([formatVersion, 0, ...bytes]))

const object = (...members: readonly (readonly [string, readonly number[]])[]): readonly number[] => [
  tags.object,
  0,
  members.length,
  ...members.flatMap(([name]) => text(name)),
  ...members.flatMap(([, value]) => value),
]

const adapted = (value: readonly number[]): Uint8Array =>
  valueBytes([], (writer) => writer.bytes(Uint8Array.from([tags.adapted, ...text("danfojs"), ...value])), [
    "danfojs-node",
  ])

const frameOf = (...members: readonly (readonly [string, readonly number[]])[]): Uint8Array =>
  adapted(
    object(
      ["$isSeries", [tags.false]],
      ["$config", [tags.object, 0, 0]],
      ["$columns", [tags.array, 0]],
      ["$dtypes", [tags.array, 0]],
      ...members,
    ),
  )

const repeated = (count: number, bytes: readonly number[]): readonly number[] =>
  Array.from({ length: count }, () => bytes).flat()

/** Arrays of two references to the one before: 2 to the power of `depth` ends by a few bytes. */
function laughs(depth: number): readonly number[] {
  // The outermost begins first, so that the innermost is the last: each second member is a reference to the first.
  let inner: readonly number[] = [tags.text, ...text("ha")]
  for (let level = 0; level < depth; level++) inner = [[tags.array, 2], inner, [tags.reference, depth - level]].flat()
  return inner
}

/** Values made by hand, to do what damaged ones hardly ever do. */
export const handMade: readonly Uint8Array[] = [
  frameOf(["$index", [tags.integer, ...billion]], ["$data", [tags.array, 0]]),
  frameOf(["$index", [smallInteger]], ["$dataIncolumnFormat", [tags.array, ...million, tags.array, 0]]),
  frameOf(
    ["$index", [smallInteger]],
    [
      "$dataIncolumnFormat",
      [
        tags.array,
        0xd0,
        0x0f,
        tags.integers,
        0xd0,
        0x0f,
        ...repeated(8000, [1]),
        ...repeated(1999, [tags.reference, 7]),
      ],
    ],
  ),
  frameOf(["$index", [smallInteger]], ["$data", [tags.array, 2, tags.sparseArray, ...billion, 0, 0, 0, tags.array, 0]]),
  Uint8Array.from([formatVersion, 0, ...repeated(20_000, [tags.array, 1]), tags.null]),
  Uint8Array.from([formatVersion, 0, ...repeated(10_000, [tags.map, 1, tags.null]), tags.null]),
  Uint8Array.from([formatVersion, 0, tags.sparseArray, ...billion, 0, 0, 0]),
  Uint8Array.from([formatVersion, 0, tags.sparseArray, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0]),
  Uint8Array.from([formatVersion, 0, ...laughs(40)]),
  Uint8Array.from([formatVersion, 0, ...object(["data", laughs(40)], ["layout", [tags.object, 0, 0]])]),
  Uint8Array.from([formatVersion, 0, ...object(["__proto__", object(["polluted", [tags.true]])])]),
  Uint8Array.from([
    formatVersion,
    0,
    ...object(["constructor", object(["prototype", object(["polluted", [tags.true]])])]),
  ]),
  Uint8Array.from([
    formatVersion,
    0,
    tags.error,
    0,
    2,
    0,
    3,
    ...text("stack"),
    ...text("message"),
    ...text("__proto__"),
    tags.null,
    tags.null,
    tags.object,
    0,
    0,
  ]),
  Uint8Array.from([formatVersion, 0, tags.regexp, ...text("(a+)+$"), ...text("")]),
  Uint8Array.from([formatVersion, 0, tags.url, ...text("javascript:1")]),
  // A block of memory that could grow to terabytes.
  Uint8Array.from([
    formatVersion,
    1,
    0,
    0,
    0,
    1,
    0,
    0x80,
    0x80,
    0x80,
    0x80,
    0x80,
    0x40,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    1,
    tags.memory,
  ]),
  valueBytes([], (writer) => writer.bytes(Uint8Array.from([tags.foreign])), ["apache-arrow"]),
]

/** Bytes that somebody may put in the place of a stored value. @param sound bytes of real values, to be damaged */
export function anyBytes(intact: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { weight: 4, arbitrary: plain },
    { weight: 4, arbitrary: withSections },
    { weight: 3, arbitrary: damaged(fc.constantFrom(...intact)) },
    { weight: 2, arbitrary: damaged(fc.constantFrom(...handMade)) },
    { weight: 2, arbitrary: fc.constantFrom(...handMade) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  )
}

/** Bytes with some of them changed, and perhaps without their end. */
export function damaged(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    to: fc.integer({ min: 0, max: 255 }),
  })
  const cut = fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.double({ min: 0, max: 1, noNaN: true }))
  return fc.tuple(bytes, fc.array(change, { maxLength: 8 }), cut).map(([whole, changes, share]) => {
    const copy = new Uint8Array(whole)
    for (const { at, to } of changes) copy[Math.floor(at * copy.length)] = to
    return copy.subarray(0, Math.ceil(copy.length * share))
  })
}

import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { UnstorableError } from "../../../kernel/runtime/value/errors.ts"
import { formatVersion, tags } from "../../../kernel/runtime/value/format.ts"
import { decodeValue } from "../../../kernel/runtime/value/value.ts"
import { bytesOf, contextWith, noClasses, roundTrip } from "./context.ts"
import { Vectorizer } from "./classes.ts"

const rows = (count: number, row: (index: number) => unknown): unknown[] =>
  Array.from({ length: count }, (_, index) => row(index))

/** Whether a list is written as a table; the list has to be the whole value. */
async function isTable(value: unknown): Promise<boolean> {
  const [, sections, tag] = await bytesOf(value)
  return sections === 0 && tag === tags.table
}

describe("a list of alike objects", () => {
  test.each<readonly [string, unknown[]]>([
    [
      "of every kind",
      rows(50, (id) => ({ id, name: `n${id}`, cost: id / 7, paid: id % 2 === 0, unit: ["a", "b"][id % 2] })),
    ],
    ["with minus zero, NaN and infinities", rows(9, (id) => ({ a: [-0, NaN, Infinity, -Infinity][id % 4] }))],
    ["with minus zero among integers", rows(9, (id) => ({ a: id === 4 ? -0 : id }))],
    [
      "of integers at the edge of 32 bits",
      rows(9, (id) => ({ a: id % 2 === 0 ? 2 ** 31 - 1 : -(2 ** 31), b: 2 ** 31 })),
    ],
    [
      "with null and undefined",
      rows(12, (id) => ({ a: [1, null, undefined][id % 3], b: ["x", undefined][id % 2], c: [null, true][id % 2] })),
    ],
    ["of null and undefined alone", rows(12, (id) => ({ a: null, b: undefined, c: [null, undefined][id % 2] }))],
    ["of mixed kinds", rows(12, (id) => ({ a: [1, "a", null, 5n, [id], { id }][id % 6] }))],
    ["with keys that come and go", rows(20, (id) => (id % 3 === 0 ? { id, note: "x" } : { id }))],
    ["with a missing and an undefined key", rows(20, (id) => (id % 3 === 0 ? { id, note: undefined } : { id }))],
    ["with keys in another order", rows(20, (id) => (id % 2 === 0 ? { a: id, b: id } : { b: id, a: id }))],
    ["with keys that are numbers", rows(9, (id) => ({ b: 1, 10: id, 9: id }))],
    ["with odd keys", rows(9, (id) => ({ "": id, é: 1, "\ud800": 2, constructor: 3, toString: "x" }))],
    [
      "of many keys",
      rows(9, (id) => Object.fromEntries(rows(100, (key) => [`k${String(key)}`, id] as const) as [string, number][])),
    ],
    [
      "of texts that differ and don't",
      rows(600, (id) => ({ a: `t${id}`, b: `t${id % 256}`, c: `t${id % 257}`, d: "\ud83d" })),
    ],
    [
      "of lists, dates and maps",
      rows(9, (id) => ({
        list: [id, "x"],
        when: new Date(id),
        map: new Map([[id, { id }]]),
        bytes: Uint8Array.of(id),
      })),
    ],
    ["of lists of alike objects", rows(9, (id) => ({ id, inner: rows(9, (n) => ({ n, name: `m${n}` })) }))],
  ])("%s", async (_, value) => {
    expect((await isTable(value)) || (await bytesOf(value))[1] === 1).toBe(true)
    const back = await roundTrip(value)
    expect(back).toStrictEqual(value)
    expect((back as object[]).map((row) => Object.keys(row))).toEqual(value.map((row) => Object.keys(row as object)))
    expect(await bytesOf(back)).toEqual(await bytesOf(value))
  })

  test("takes half the room of structured clone, and one object for a text that comes again and again", async () => {
    const { serialize } = await import("node:v8")
    const value = rows(1_000, (id) => ({ id, name: `trip ${id}`, cost: id / 7, paid: id % 2 === 0 }))
    expect((await bytesOf(value)).length).toBeLessThan(serialize(value).length / 2)
  })

  test.each<readonly [string, unknown[]]>([
    ["few", rows(7, (id) => ({ id }))],
    ["empty", rows(9, () => ({}))],
    ["of a class", rows(9, () => new Date(5))],
    ["with an own __proto__", rows(9, () => JSON.parse(`{"__proto__": 1}`) as unknown)],
    ["none of which is like another", rows(9, (id) => ({ [`key ${id}`]: 1 }))],
    ["one of which comes twice", [{ id: 0 }, ...rows(8, (id) => ({ id }))].flatMap((row) => [row, row])],
  ])("isn't one when they are %s", async (_, value) => {
    expect(await isTable(value)).toBe(false)
    expect(await roundTrip(value)).toStrictEqual(value)
  })

  test("shares what is shared: rows, parts of them, the list itself", async () => {
    const shared = { a: 1 }
    const list: { id: number; part: unknown; list: unknown; next?: unknown }[] = []
    for (let id = 0; id < 10; id++) list.push({ id, part: shared, list, next: undefined })
    for (const [id, row] of list.entries()) row.next = list[(id + 3) % 10]
    const back = (await roundTrip({ list, row: list[4], again: list })) as {
      list: typeof list
      row: unknown
      again: unknown
    }
    expect(back.again).toBe(back.list)
    expect(back.row).toBe(back.list[4])
    for (const [id, row] of back.list.entries()) {
      expect(row.list).toBe(back.list)
      expect(row.part).toBe(back.list[0]?.part)
      expect(row.next).toBe(back.list[(id + 3) % 10])
    }
  })

  test("a row that came before is the same as in the list", async () => {
    const value = rows(10, (id) => ({ id }))
    const back = (await roundTrip({ first: value[3], value })) as { first: unknown; value: unknown[] }
    expect(back.value[3]).toBe(back.first)
    expect(back.value).toStrictEqual(value)
  })

  test("instances of classes in it come back", async () => {
    const context = contextWith([Vectorizer])
    const value = rows(10, (id) => ({ id, vectorizer: new Vectorizer(new Map([["x", id]])) }))
    expect(await roundTrip(value, context)).toStrictEqual(value)
  })

  test("getters are read once", async () => {
    let reads = 0
    const value = rows(10, (id) => ({
      get id() {
        reads++
        return id
      },
    }))
    const back = await roundTrip(value)
    expect([reads, back]).toEqual([10, rows(10, (id) => ({ id }))])
  })

  test.each<readonly [string, unknown, string]>([
    ["a function in a row", { id: 1, run: () => 1 }, "value[9].run"],
    ["something deep in a row", { id: 1, run: { list: [Symbol("x")] } }, "value[9].run.list[0]"],
    ["a function under a symbol", { id: 1, run: null, [Symbol.iterator]: () => 1 }, "value[9][Symbol.iterator]"],
  ])("%s is named with its place", async (_, row, path) => {
    const value = [...rows(9, (id) => ({ id, run: null })), row]
    const error: unknown = await bytesOf(value).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(UnstorableError)
    expect(String(error)).toContain(path)
  })

  test("a getter that throws is told of", async () => {
    const value = rows(10, () => ({
      get id() {
        throw new Error("no luck")
      },
    }))
    await expect(bytesOf(value)).rejects.toThrow("no luck")
  })
})

const scalar = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.string({ unit: "binary", maxLength: 4 }),
  fc.boolean(),
  fc.bigInt(),
)
const cell = fc.oneof(
  { weight: 8, arbitrary: scalar },
  fc.constantFrom(null, undefined),
  fc.anything({ maxDepth: 2, withDate: true, withMap: true, withNullPrototype: false }),
)
const key = fc.constantFrom("a", "b", "c", "1", "é", "length")
const columnOf = fc.oneof(
  fc.constant(fc.integer()),
  fc.constant(fc.oneof(fc.double(), fc.constant(-0))),
  fc.constant(fc.boolean()),
  fc.constant(fc.string({ unit: "binary", maxLength: 3 })),
  fc.constant(fc.option(fc.integer(), { nil: undefined })),
  fc.constant(fc.option(fc.constantFrom("x", "y"), { nil: null })),
  fc.constant(cell),
)
const alike = fc.dictionary(key, columnOf, { minKeys: 1, maxKeys: 4, noNullPrototype: true }).chain((columns) =>
  fc.array(fc.record(columns, { requiredKeys: Object.keys(columns).slice(0, 2), noNullPrototype: true }), {
    maxLength: 40,
  }),
)

test("any list of alike objects comes back as it was, with the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(alike, async (value) => {
      const back = await roundTrip(value)
      expect(back).toStrictEqual(value)
      expect(await bytesOf(back)).toEqual(await bytesOf(value))
      expect(await bytesOf(structuredClone(value))).toEqual(await bytesOf(value))
    }),
    { numRuns: 1_000 },
  )
})

const text = (value: string): readonly number[] => [value.length * 2, ...Buffer.from(value)]

describe("damaged bytes of a table", () => {
  const start = [formatVersion, 0]
  const million = [0xc0, 0x84, 0x3d]
  const shape = (...keys: readonly string[]): readonly number[] => [0, keys.length, ...keys.flatMap(text)]

  test.each<readonly [string, readonly number[]]>([
    ["without shapes", [tags.table, 1, 0, 0, 0]],
    ["without keys", [tags.table, 1, 1, ...shape(), 0]],
    ["with __proto__", [tags.table, 1, 1, ...shape("__proto__"), 0, tags.null]],
    ["of many rows", [tags.table, ...million, 1, ...shape("a"), 0]],
    ["of an unknown shape", [tags.table, 1, 1, 7, 0]],
    [
      "with a row of an unknown shape",
      [tags.table, 2, 2, ...shape("a"), ...shape("b"), 0, 2, 0, 0, tags.null, tags.null],
    ],
    ["with an unknown column", [tags.table, 1, 1, ...shape("a"), 9, 0]],
    ["with too few texts", [tags.table, 2, 1, ...shape("a"), 4, 1, 1, 1, ...text("x"), 0]],
    ["with a category that isn't there", [tags.table, 1, 1, ...shape("a"), 5, 1, 1, 1, ...text("x"), 1]],
    ["that ends early", [tags.table, 2, 1, ...shape("a"), 1, 0, 0, 0]],
  ])("%s are refused", async (_, bytes) => {
    await expect(decodeValue(Uint8Array.from([...start, ...bytes]), noClasses)).rejects.toThrow(/damaged/)
  })

  test("tables within tables can't promise the same bytes again and again", async () => {
    const count = 60_000
    const nested = [tags.table, 0xe0, 0xd4, 0x03, 1, ...shape("a"), 0]
    const bytes = Buffer.alloc(count + 12 * 5_000)
    Buffer.from(start).copy(bytes)
    for (let at = 2; at + nested.length < 12 * 5_000; at += nested.length) Buffer.from(nested).copy(bytes, at)
    const before = process.memoryUsage().heapUsed
    await expect(decodeValue(bytes, noClasses)).rejects.toThrow(/end too early/)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000)
  })
})

test("values of the first version, which had no tables, are read as before", async () => {
  const first = Uint8Array.from([1, 0, tags.array, 2, tags.object, 0, 1, 2, 97, 0x85, tags.object, 1, 0x86])
  expect(await decodeValue(first, noClasses)).toEqual([{ a: 5 }, { a: 6 }])
})

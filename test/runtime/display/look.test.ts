import { expect, test } from "vitest"
import { lookAt } from "../../../kernel/runtime/display/look.ts"

const rows = Array.from({ length: 250 }, (_, index) => ({ id: index, name: `row ${index}` }))

test("a list of flat objects is a table with its first rows", () => {
  const { type, shape, table } = lookAt(rows)
  expect([type, shape]).toEqual(["table", "250 rows × 2 columns"])
  expect(table?.columns).toEqual([
    { name: "id", isNumeric: true },
    { name: "name", isNumeric: false },
  ])
  expect(table?.rows.slice(0, 2)).toEqual([
    ["0", "row 0"],
    ["1", "row 1"],
  ])
  expect(table?.rows).toHaveLength(100)
  expect(table?.rowCount).toBe(250)
})

class Model {
  depth = 6
  trees = new Uint8Array(120_000)
}
const circle: { self?: unknown } = {}
circle.self = circle
const deep = Array.from({ length: 50 }).reduce<unknown>((inner) => ({ inner }), 1)

test.each<[what: string, value: unknown, tree: unknown]>([
  ["an object", { a: 1, b: { c: ["x", null, true] } }, { a: 1, b: { c: ["x", null, true] } }],
  ["a model, whose bytes are told by their number", new Model(), { depth: 6, trees: "Uint8Array, 120,000 bytes" }],
  ["bytes", new Uint8Array(9), undefined],
  ["a number", 4, undefined],
  ["numbers that JSON can't say", [Number.NaN, -Infinity, 5n], ["NaN", "-Infinity", "5"]],
  [
    "a map",
    new Map<unknown, unknown>([
      ["a", 1],
      [{}, 2],
    ]),
    { a: 1, "object, 0 properties": 2 },
  ],
  ["a set", new Set([1, 2]), [1, 2]],
  ["a typed array", new Float64Array([1, 2.5]), [1, 2.5]],
  ["a date", { at: new Date(0) }, { at: "1970-01-01T00:00:00.000Z" }],
  ["a long list", Array.from({ length: 500 }, (_, index) => index), expect.arrayContaining(["… 400 more"])],
])("the parts of %s", (_, value, tree) => {
  expect(lookAt(value).tree).toEqual(tree)
})

test.each([
  ["a circle", circle],
  ["what is nested deeply", deep],
  ["a very large object", Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => [1, 2, 3]))],
])("%s is cut", (_, value) => {
  expect(JSON.stringify(lookAt(value)).length).toBeLessThan(200_000)
})

test("no getter runs", () => {
  const value = {
    get secret(): never {
      throw new Error("asked")
    },
  }
  expect(lookAt(value).tree).toEqual({ secret: "undefined" })
})

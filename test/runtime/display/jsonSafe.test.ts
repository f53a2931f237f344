import { expect, test } from "vitest"
import { jsonSafe } from "../../../kernel/runtime/display/jsonSafe.ts"

const circle: { list: unknown[] } = { list: [] }
circle.list.push(circle)
const shared = { a: 1 }

test.for([
  ["what JSON has", { a: [1, "b", true, null] }, { a: [1, "b", true, null] }],
  ["bigints", [1n, 2n ** 60n, -(2n ** 64n)], [1, "1152921504606846976", "-18446744073709551616"]],
  ["numbers that JSON hasn't", [NaN, Infinity], [null, null]],
  ["nothing", { a: undefined, b: [undefined] }, { b: [null] }],
  ["functions and symbols", [Symbol("s"), Math.max], ["Symbol(s)", "function max() { [native code] }"]],
  ["dates", [new Date(0)], ["1970-01-01T00:00:00.000Z"]],
  ["typed numbers", Float32Array.of(1, NaN), [1, null]],
  ["maps and sets", { map: new Map([[1, { a: 1n }]]), set: new Set([1n]) }, { map: { 1: { a: 1 } }, set: [1] }],
  ["circles", circle, { list: ["[Circular]"] }],
  ["the same twice", [shared, shared], [{ a: 1 }, { a: 1 }]],
  ["a key that sets prototypes", JSON.parse('{ "__proto__": { "a": 1 } }'), JSON.parse('{ "__proto__": { "a": 1 } }')],
] as const)("%s", ([, value, safe]) => {
  expect(jsonSafe(value)).toStrictEqual(safe)
  expect(JSON.parse(JSON.stringify(jsonSafe(value)))).toStrictEqual(safe)
})

test("nothing is too deep", () => {
  const deep = Array.from({ length: 100_000 }).reduce<object>((inner) => ({ inner }), {})
  expect(JSON.stringify(jsonSafe(deep))).toContain("[…]")
})

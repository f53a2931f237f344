import { isDeepStrictEqual } from "node:util"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { show } from "../../../kernel/runtime/display/show.ts"

/** Whether front ends get a text of whatever comes, and nothing but data that JSON can say. */
async function isShown(value: unknown): Promise<boolean> {
  const shown = await show(value)
  return typeof shown?.data["text/plain"] === "string" && isDeepStrictEqual(JSON.parse(JSON.stringify(shown)), shown)
}

test("anything can be shown", async () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
    withTypedArray: true,
  })
  await expect(fc.assert(fc.asyncProperty(anything, isShown), { numRuns: 500 })).resolves.toBeUndefined()
})

test("lists of anything flat can be shown", async () => {
  const cell = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.double(),
    fc.bigInt(),
    fc.constant(null),
    fc.date(),
    fc.boolean(),
  )
  const rows = fc.array(fc.dictionary(fc.string({ unit: "binary" }), cell), { minLength: 1 })
  await expect(fc.assert(fc.asyncProperty(rows, isShown), { numRuns: 300 })).resolves.toBeUndefined()
})

function never(): never {
  throw new Error("never")
}

const probed = ["$data", "$isSeries", "schema", "batches", "nodeType", "outerHTML", "toSpec", "spec", "$schema", "data"]
const throwing = Object.fromEntries(probed.map((name) => [name, { get: never, enumerable: true }]))

class Frame {
  rows = 1
}

test.for([
  ["getters that throw", Object.defineProperties({}, throwing)],
  ["getters that throw, of a class", Object.defineProperties(new Frame(), throwing)],
  ["a constructor that throws", Object.defineProperty({}, "constructor", { get: never })],
  ["a tag that throws", Object.defineProperty({}, Symbol.toStringTag, { get: never })],
  ["a proxy that denies everything", new Proxy({}, { get: never, has: never, ownKeys: never, getPrototypeOf: never })],
  ["a revoked proxy", revoked()],
  ["a list with its own iterator", Object.assign([{ a: 1 }], { [Symbol.iterator]: never })],
  ["a map with its own iterator", Object.assign(new Map([[1, 2]]), { [Symbol.iterator]: never, entries: never })],
  [
    "half a frame",
    { $isSeries: false, $data: [[1]], $dataIncolumnFormat: [], $index: [], $columns: 5, $dtypes: null, $config: {} },
  ],
  ["half an element", { nodeType: 1, localName: "svg", outerHTML: "<svg>", childNodes: 5, attributes: null }],
  ["an element in itself", elementInItself()],
  [
    "a bundle that throws",
    { [Symbol.for("Jupyter.display")]: () => Object.defineProperty({}, "text/html", { get: never, enumerable: true }) },
  ],
  // oxlint-disable-next-line unicorn/no-thenable -- such an object is what the test is about
  ["a promise that is none", { [Symbol.for("Jupyter.display")]: () => ({ then: never }) }],
  ["a function", never],
] as const)("%s", async ([, value]) => {
  expect(await isShown(value)).toBe(true)
})

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

function elementInItself(): object {
  const element = { nodeType: 1, localName: "svg", outerHTML: "<svg>", attributes: [], childNodes: [] as object[] }
  element.childNodes.push(element)
  return element
}

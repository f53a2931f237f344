import { expect, test } from "vitest"
import { lossOf } from "../../../kernel/runtime/value/exact.ts"

class Point {
  x = 1
}

test.each<[title: string, value: unknown, loss: RegExp | undefined]>([
  ["data", { a: [1, { b: new Map([["c", new Set([1])]]) }], d: new Date(), e: new Uint8Array(2), f: null }, undefined],
  ["a circle", Object.assign([1], { self: [] as unknown[] }), undefined],
  ["an instance", { at: new Point() }, undefined],
  ["a function", { f: () => 1 }, undefined],
  ["a Proxy", [new Proxy({}, {})], /a Proxy/],
  ["a frozen list", { a: Object.freeze([1]) }, /frozen/],
  ["a sealed key of a Map", new Map([[Object.seal({}), 1]]), /frozen/],
  ["no prototype", Object.groupBy([1], String), undefined],
  ["a hidden property", Object.defineProperty({}, "a", { value: 1 }), /hidden/],
  ["a symbol", { [Symbol("a")]: 1 }, /hidden/],
  [
    "a getter",
    {
      get a() {
        return 1
      },
    },
    /accessors/,
  ],
])("what storing would lose of %s", (_, value, loss) => {
  expect(lossOf(value) ?? "nothing").toMatch(loss ?? /^nothing$/)
})

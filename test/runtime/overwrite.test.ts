import { describe, expect, test } from "vitest"
import { overwrite } from "../../kernel/runtime/overwrite.ts"

class Point {
  x = 1
}

function partOf(value: object, key: string | number): unknown {
  return value instanceof Map ? value.get(key) : Reflect.get(value, key)
}

describe("a value gets the content of another", () => {
  test.each<[kind: string, target: object, content: object]>([
    ["a longer list", [1, { a: 1 }], [3]],
    ["a shorter list", [1], [1, 2, 3]],
    ["a list with holes", [1, 2, 3], [1, , 3]], // eslint-disable-line no-sparse-arrays
    ["an object", { a: 1, b: 2 }, { b: 3, c: 4 }],
    ["an object without prototype", { __proto__: null, a: 1 }, { __proto__: null, b: 1 }],
    ["a Map", new Map([["a", 1]]), new Map([["b", 2]])],
    ["a Set", new Set([1, 2]), new Set([2, 3])],
    ["a date", new Date(0), new Date(1)],
    ["numbers", new Float64Array([1, 2]), new Float64Array([NaN, -0])],
    ["large numbers", new BigInt64Array([1n]), new BigInt64Array([-1n])],
  ])("%s", (_kind, target, content) => {
    expect(overwrite(target, content)).toBe(true)
    expect(target).toStrictEqual(content)
  })

  test.each<[why: string, target: unknown, content: unknown]>([
    ["numbers have no parts", 1, 2],
    ["null has none", null, {}],
    ["a list is no Map", [], new Map()],
    ["a list is no object", {}, []],
    ["frozen ones stay", Object.freeze([1]), [2]],
    ["memory has its size", new Uint8Array(1), new Uint8Array(2)],
    ["a text can't be changed", "a", "b"],
    ["instances may have more than what shows", new Point(), new Point()],
  ])("but not where %s", (_why, target, content) => {
    const before = structuredClone(target)
    expect(overwrite(target, content)).toBe(false)
    expect(structuredClone(target)).toStrictEqual(before)
  })

  test.each<[kind: string, target: object, content: object, part: string | number]>([
    ["a list", [{ a: 1 }, { b: 1 }], [{ a: 1 }, { b: 2 }], 0],
    ["an object", { a: { b: 1 }, c: 1 }, { a: { b: 1 }, c: 2 }, "a"],
    [
      "a Map",
      new Map([["a", [1]]]),
      new Map([
        ["b", [1]],
        ["a", [1]],
      ]),
      "a",
    ],
  ])("parts of %s that are equal stay the same objects", (_kind, target, content, part) => {
    const before = partOf(target, part)
    expect(overwrite(target, content)).toBe(true)
    expect(target).toStrictEqual(content)
    expect(partOf(target, part)).toBe(before)
  })
})

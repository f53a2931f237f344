import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { bytesOf, roundTrip } from "./context.ts"

function computedNaN(dividend: number): number {
  return dividend / 0
}

/** The number 3, held as a double by V8. */
function doubleThree(): number {
  const field = { value: 0.5 }
  field.value = 3.5
  field.value -= 0.5
  return field.value
}

function holeyThenFull(): number[] {
  const array: number[] = []
  array.length = 3
  for (const index of [2, 1, 0]) array[index] = index
  return array
}

function doublesThatAreIntegers(): number[] {
  const array = [0.5, 1.5, 2.5]
  for (let index = 0; index < 3; index++) array[index] = index
  return array
}

function dictionaryMode(): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  for (let index = 0; index < 2000; index++) object[`key ${index}`] = index
  for (let index = 0; index < 2000; index++) delete object[`key ${index}`]
  return Object.assign(object, { a: 1, b: 2 })
}

const twoByte = `日本${"a".repeat(30)}`

describe("equal values have equal bytes", () => {
  test.each<readonly [string, unknown, unknown]>([
    ["a double and a small integer", doubleThree(), 3],
    ["in a field", { x: doubleThree() }, { x: 3 }],
    ["NaN, computed and written", [computedNaN(0), null], [NaN, null]],
    ["NaN packed", [computedNaN(0)], [NaN]],
    ["NaN in a Float64Array", Float64Array.of(computedNaN(0)), Float64Array.of(NaN)],
    ["NaN in a Float32Array", Float32Array.of(computedNaN(0)), Float32Array.of(NaN)],
    ["doubles and small integers", doublesThatAreIntegers(), [0, 1, 2]],
    ["holey and packed", holeyThenFull(), [0, 1, 2]],
    ["sliced and flat strings", twoByte.slice(2), "a".repeat(30)],
    ["joined and flat strings", ["ab", "cd"].join("").concat("é"), "abcdé"],
    ["sliced strings, packed", [twoByte.slice(2), "x"], ["a".repeat(30), "x"]],
    ["dictionary and fast objects", dictionaryMode(), { a: 1, b: 2 }],
    ["a slice of memory and a copy of it", new Uint8Array(100).fill(7).subarray(50, 53), Uint8Array.of(7, 7, 7)],
    ["a pooled Buffer and one of its own", Buffer.from("abc"), Buffer.from(Uint8Array.from([97, 98, 99]).buffer)],
    ["small and large bigints of one value", 2n ** 70n - 2n ** 70n + 5n, 5n],
    [
      "a getter and a member",
      {
        get a() {
          return 1
        },
      },
      { a: 1 },
    ],
  ])("%s", async (_, left, right) => {
    expect(await bytesOf(left)).toEqual(await bytesOf(right))
  })

  test.each<readonly [string, unknown, unknown]>([
    ["0 and -0", 0, -0],
    ["object with and without prototype", Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ["1 and 1n", 1, 1n],
    ["1 and its string", 1, "1"],
    ["null and undefined", null, undefined],
    ["the order of keys", { a: 1, b: 2 }, { b: 2, a: 1 }],
    ["the order of a Set", new Set([1, 2]), new Set([2, 1])],
    ["a hole and undefined", Array(1), [undefined]],
    ["one object twice and two equal ones", [{ a: 1 }].flatMap((one) => [one, one]), [{ a: 1 }, { a: 1 }]],
    ["a Buffer and a Uint8Array", Buffer.from("a"), Uint8Array.of(97)],
    ["an object and a Map", {}, new Map()],
    ["where strings end", ["ab", "c"], ["a", "bc"]],
    [
      "NaN payloads that other views see",
      [Float64Array.of(NaN)].flatMap((one) => [one, new Uint8Array(one.buffer)]),
      [Float64Array.of(computedNaN(0))].flatMap((one) => [one, new Uint8Array(one.buffer)]),
    ],
  ])("but these differ: %s", async (_, left, right) => {
    expect(await bytesOf(left)).not.toEqual(await bytesOf(right))
  })
})

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  withUnicodeString: true,
  withNullPrototype: false,
  maxDepth: 4,
})

describe("for any value", () => {
  test("encode, decode, encode gives the same value and bytes", async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (value) => {
        const back = await roundTrip(value)
        expect(back).toStrictEqual(value)
        expect(await bytesOf(back)).toEqual(await bytesOf(value))
      }),
      { numRuns: 2000 },
    )
  })

  test("a structured clone has the same bytes", async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (value) => {
        expect(await bytesOf(structuredClone(value))).toEqual(await bytesOf(value))
      }),
      { numRuns: 1000 },
    )
  })

  test("arrays of numbers and of any strings, lone surrogates too", async () => {
    const units = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.double(), fc.integer())), fc.array(units), async (numbers, strings) => {
        expect(await roundTrip([numbers, strings])).toStrictEqual([numbers, strings])
      }),
      { numRuns: 1000 },
    )
  })
})

import { inspect, types } from "node:util"
import { runInNewContext } from "node:vm"
import { describe, expect, test } from "vitest"
import { formatVersion } from "../../../kernel/runtime/value/format.ts"
import { decodeValue } from "../../../kernel/runtime/value/value.ts"
import { bytesOf, noClasses, roundTrip } from "./context.ts"

const bare = (members: object): unknown => Object.assign(Object.create(null), members)

function sparse(length: number, members: Readonly<Record<string, unknown>>): unknown[] {
  const array: unknown[] = []
  array.length = length
  return Object.assign(array, members)
}

/** The memory of odd sizes, offsets and kinds. */
function bufferOf(...bytes: readonly number[]): ArrayBuffer {
  return Uint8Array.from(bytes).buffer
}

const long = "x".repeat(100)

const plainValues: readonly (readonly [name: string, value: unknown])[] = [
  ["undefined", undefined],
  ["null", null],
  ["booleans", [true, false]],
  ["small integers", [0, 1, 127, 128, -1, -128, null]],
  ["integers at the edge of 32 bits", [2 ** 31 - 1, -(2 ** 31), 2 ** 31, -(2 ** 31) - 1, undefined]],
  ["minus zero", -0],
  ["NaN and infinities", [NaN, Infinity, -Infinity]],
  ["large numbers", [Number.MAX_SAFE_INTEGER, Number.MIN_VALUE, Number.MAX_VALUE]],
  ["packed with minus zero", [1, -0]],
  ["bigints", [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n, -(2n ** 64n), 2n ** 4001n, 255n, 256n]],
  ["empty string", ""],
  ["strings", ["a", "é", "日本", "💚", "\0", long, `${long}é`, 1]],
  ["lone surrogates", ["\ud800", "a\udc00b", `${long}\ud800`, 1]],
  ["packed strings", ["a", "", "é", "💚", long]],
  ["packed lone surrogates", ["\ud83d", "\udc9a", "\udc9a\ud83d"]],
  ["many packed strings", Array.from({ length: 10_000 }, (_, index) => `row ${index}`)],
  ["large packed strings", ["a".repeat(300_000), "b", "c".repeat(300_000), "d"]],
  ["packed floats", [0.1, NaN, -0, Infinity]],
  ["empty containers", [[], {}, new Map(), new Set(), ""]],
  ["nested", { a: [{ b: [1, [2, [3, ["x", { c: null }]]]] }] }],
  ["mixed arrays", [1, "a", null, [1, 2], ["a"], { a: 1 }, undefined]],
  ["undefined in an array", [undefined, 1, undefined]],
  ["sparse array", sparse(5, { 1: "a", 3: undefined })],
  ["only holes", sparse(3, {})],
  ["long sparse array", sparse(2 ** 32 - 1, { 7: 1, 4294967294: 2 })],
  ["long array with few", sparse(50_000_000, { 3: "a" })],
  ["array with a name", Object.assign([1, 2], { index: 3, "01": 4 })],
  [
    "long array with a name",
    Object.assign(
      Array.from({ length: 1000 }, (_, index) => index),
      { name: "x" },
    ),
  ],
  ["RegExp match", /b(c)/.exec("abcd")],
  ["keys in their order", { b: 1, a: 2, 10: 3, 9: 4 }],
  ["odd keys", { "": 1, é: 2, "\ud800": 3, "a b": 4, [long]: 5, constructor: 6, toString: 7 }],
  ["own __proto__", JSON.parse(`{"__proto__": {"a": 1}, "b": 2}`)],
  ["many keys", Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`key ${index}`, index]))],
  ["rows of one shape", Array.from({ length: 50 }, (_, id) => ({ id, name: `n${id}`, inner: { id } }))],
  [
    "Map of everything",
    new Map<unknown, unknown>([
      [1, "a"],
      ["k", { a: 1 }],
      [{ b: 1 }, [2]],
      [undefined, NaN],
      [NaN, new Map([[1, 2]])],
    ]),
  ],
  ["Set", new Set<unknown>([3, 1, 2, "x", { a: 1 }, NaN, undefined])],
  ["Date", new Date(1_700_000_000_123)],
  ["invalid Date", new Date(NaN)],
  ["Date at the edge", new Date(-8.64e15)],
  ["RegExp", /a\/b+[\]]/giu],
  ["RegExp of nothing", new RegExp("", "v")],
  ["boxed", [Object(1), Object(-0), Object("é"), Object(false), Object(1n)]],
  ["ArrayBuffer", bufferOf(1, 2, 3)],
  ["empty ArrayBuffer", new ArrayBuffer()],
  ["Int8Array", Int8Array.of(-1, 2)],
  ["Uint8ClampedArray", Uint8ClampedArray.of(300, 2)],
  ["Uint16Array", Uint16Array.of(1, 65535)],
  ["Int32Array", Int32Array.of(-5)],
  ["Float32Array", Float32Array.of(1.5, NaN, -0)],
  ["Float64Array", Float64Array.of(0.1, NaN, -0, Infinity)],
  ["empty Float64Array", new Float64Array()],
  ["BigInt64Array", BigInt64Array.of(-1n, 2n ** 63n - 1n)],
  ["BigUint64Array", BigUint64Array.of(2n ** 64n - 1n)],
  ["DataView", new DataView(bufferOf(1, 2, 3, 4), 1, 2)],
  ["slice of memory", new Float64Array(bufferOf(...Array.from({ length: 32 }, (_, index) => index)), 8, 2)],
  ["Buffer", Buffer.from("héllo")],
  ["empty Buffer", Buffer.alloc(0)],
  ["typed arrays in containers", { a: [Uint8Array.of(1), new Map([["m", Float32Array.of(2)]])] }],
  ["URL", new URL("https://example.org:8080/a?b=c#d")],
  [
    "URLSearchParams",
    new URLSearchParams([
      ["a", "1"],
      ["a", "é"],
    ]),
  ],
]

describe("a value comes back as it was", () => {
  test.each(plainValues)("%s", async (_, value) => {
    const back = await roundTrip(value)
    expect(back).toStrictEqual(value)
    expect(await bytesOf(back)).toEqual(await bytesOf(value))
  })

  test("in every form that this Node has of a typed array", async () => {
    const Float16: unknown = Reflect.get(globalThis, "Float16Array")
    if (typeof Float16 !== "function") return
    const value: unknown = Reflect.construct(Float16, [[1.5, -2]])
    expect(await roundTrip(value)).toStrictEqual(value)
  })

  test("holes stay holes", async () => {
    const back = await roundTrip(sparse(4, { 2: undefined }))
    expect(Object.keys(Object(back))).toEqual(["2"])
    expect(back).toHaveLength(4)
  })

  test.each<readonly [string, unknown]>([
    ["alone", bare({ a: 1 })],
    ["without members", bare({})],
    ["in and around others", bare({ a: { b: bare({ c: [bare({ d: 1 }), { d: 1 }] }) } })],
    ["of Object.groupBy", Object.groupBy([1, 2, 3], (number) => (number > 1 ? "more" : "less"))],
    [
      "with a member called __proto__",
      JSON.parse('{ "__proto__": 1 }', (key, value: unknown) => (key === "" ? bare(Object(value)) : value)),
    ],
    ["in a list of alike ones", Array.from({ length: 20 }, (_, id) => bare({ id, name: `n${id}`, list: [id, "x"] }))],
    ["among plain ones", Array.from({ length: 20 }, (_, id) => (id % 2 === 0 ? bare({ id }) : { id }))],
    ["beside an error of a class", [bare({ a: 1 }), new DOMException("m")]],
  ])("an object without a prototype: %s", async (_, value) => {
    const back = await roundTrip(value)
    expect(inspect(back, { depth: 9, maxArrayLength: null })).toBe(inspect(value, { depth: 9, maxArrayLength: null }))
    expect(await bytesOf(back)).toEqual(await bytesOf(value))
  })

  test("what was stored without its prototype is read as it was", async () => {
    const bytes = await bytesOf({ a: 1 })
    expect(bytes[0]).toBe(formatVersion)
    expect(await decodeValue(bytes, noClasses)).toStrictEqual({ a: 1 })
  })

  test("getters are read, hidden and symbol members left out", async () => {
    const value = {
      get a() {
        return [1]
      },
      [Symbol("note")]: 1,
    }
    Object.defineProperty(value, "hidden", { value: () => 1, enumerable: false })
    expect(await roundTrip(value)).toStrictEqual({ a: [1] })
  })

  test("lastIndex starts anew, as structured clone has it", async () => {
    expect(await roundTrip(Object.assign(/a/g, { lastIndex: 3 }))).toHaveProperty("lastIndex", 0)
  })

  test("values of another realm", async () => {
    const foreign: unknown = runInNewContext(
      "({ list: [1, 'a'], map: new Map([[1, new Set([2])]]), date: new Date(5), bytes: Uint8Array.of(1), error: new TypeError('no') })",
    )
    const back = await roundTrip(foreign)
    expect(back).toMatchObject({
      list: [1, "a"],
      map: new Map([[1, new Set([2])]]),
      date: new Date(5),
      bytes: Uint8Array.of(1),
    })
    expect(Object(back).error).toBeInstanceOf(TypeError)
  })

  test("a Proxy of plain data", async () => {
    expect(await roundTrip(new Proxy({ a: [1] }, {}))).toStrictEqual({ a: [1] })
  })

  test("a Buffer is a Buffer", async () => {
    expect(Buffer.isBuffer(await roundTrip(Buffer.from("a")))).toBe(true)
  })
})

describe("errors", () => {
  test.each([
    ["Error", new Error("no", { cause: { a: [1] } })],
    ["TypeError", new TypeError("no")],
    ["without a message", new RangeError()],
    ["AggregateError", new AggregateError([new Error("a"), "b"], "several")],
    ["with a code", Object.assign(new Error("no"), { code: "ENOENT", errno: -2 })],
    ["with an own __proto__", Object.defineProperty(new Error("no"), "__proto__", { value: 1, enumerable: true })],
  ])("%s", async (_, error: Error) => {
    const back = await roundTrip(error)
    expect(types.isNativeError(back)).toBe(true)
    expect(Object.getPrototypeOf(back)).toBe(Object.getPrototypeOf(error))
    expect(back).toStrictEqual(error)
    expect(back).toHaveProperty("stack", error.stack)
    expect(Object.keys(Object(back))).toEqual(Object.keys(error))
    expect(Object.hasOwn(Object(back), "message")).toBe(Object.hasOwn(error, "message"))
    expect(await bytesOf(back)).toEqual(await bytesOf(error))
  })

  test("DOMException, as an aborted fetch throws it", async () => {
    const back = await roundTrip(new DOMException("stopped", "AbortError"))
    expect(back).toBeInstanceOf(DOMException)
    expect(back).toMatchObject({ name: "AbortError", message: "stopped", code: 20 })
  })

  test("a system's error", async () => {
    const error = await import("node:fs/promises")
      .then((fs) => fs.readFile("/no/such/file"))
      .catch((error: unknown) => error)
    expect(await roundTrip(error)).toMatchObject({ code: "ENOENT", path: "/no/such/file", syscall: "open" })
  })
})

describe("identity is kept", () => {
  test("a shared object", async () => {
    const shared = { a: 1 }
    const back = Object(await roundTrip([shared, { shared }, new Map([[shared, shared]])]))
    expect(back[0]).toBe(back[1].shared)
    expect(back[2].get(back[0])).toBe(back[0])
  })

  test("cycles through every kind of container", async () => {
    const value: Record<string, unknown> = { list: [], map: new Map(), set: new Set(), error: new Error("loop") }
    Object(value["list"]).push(value)
    Object(value["map"]).set(value, value)
    Object(value["set"]).add(value)
    Object(value["error"]).cause = value
    const back = Object(await roundTrip(value))
    expect(back.list[0]).toBe(back)
    expect(back.map.get(back)).toBe(back)
    expect(back.set.has(back)).toBe(true)
    expect(back.error.cause).toBe(back)
  })

  test("a sparse array in itself", async () => {
    const value = sparse(3, {})
    value[2] = value
    const back = Object(await roundTrip(value))
    expect(back[2]).toBe(back)
  })

  test("shared dates, boxed values, regular expressions and errors", async () => {
    for (const shared of [new Date(1), Object("a"), /a/, new Error("x"), new URL("http://a/")]) {
      const back = Object(await roundTrip([shared, shared]))
      expect(back[0]).toBe(back[1])
    }
  })

  test("two typed arrays over one ArrayBuffer, and the ArrayBuffer", async () => {
    const memory = new ArrayBuffer(24)
    const back = Object(await roundTrip([new Float64Array(memory, 8, 1), new Uint8Array(memory, 1, 3), memory]))
    expect(back[0].buffer).toBe(back[2])
    expect(back[1].buffer).toBe(back[2])
    expect(back[2].byteLength).toBe(24)
    new Uint8Array(back[2]).fill(1, 1, 4)
    expect([...back[1]]).toEqual([1, 1, 1])
    expect(back[0].byteOffset).toBe(8)
  })

  test("typed arrays that share memory go on to share it", async () => {
    const memory = new ArrayBuffer(64)
    const back = Object(
      await roundTrip([new Uint8Array(memory, 17, 3), new Float64Array(memory, 24, 2), new Int16Array(memory, 18, 1)]),
    )
    expect(back[0].buffer).toBe(back[1].buffer)
    back[1].fill(1)
    back[2][0] = -1
    expect([...back[0]]).toEqual([0, 255, 255])
  })

  test("Buffers share only what overlaps, not Node's pool", async () => {
    const pooled = Buffer.from("hello")
    const back = Object(await roundTrip([pooled, Buffer.from("other"), pooled.subarray(1, 3)]))
    expect(back[0].buffer).toBe(back[2].buffer)
    expect(back[1].buffer).not.toBe(back[0].buffer)
    expect(back[0].buffer.byteLength).toBe(5)
    back[0].fill("x")
    expect(String(back[2])).toBe("xx")
  })

  test("a view of nothing at the end of resizable memory is in its bounds", async () => {
    const memory = new ArrayBuffer(8, { maxByteLength: 8 })
    expect(await roundTrip(new Uint8Array(memory, 8))).toHaveLength(0)
    expect(await roundTrip(new DataView(memory, 8, 0))).toHaveProperty("byteLength", 0)
  })

  test("resizable memory and views that follow its length", async () => {
    const memory = new ArrayBuffer(8, { maxByteLength: 32 })
    const back = Object(await roundTrip([memory, new Uint8Array(memory), new Uint8Array(memory, 4, 4)]))
    expect(back[0].resizable && back[0].maxByteLength).toBe(32)
    back[0].resize(16)
    expect(back[1]).toHaveLength(16)
    expect(back[2]).toHaveLength(4)
  })
})

describe("depth and size", () => {
  test("200,000 levels of objects, arrays, maps and errors", async () => {
    let deep: unknown = "end"
    for (let level = 0; level < 50_000; level++)
      deep = { next: [new Map([[level, Object.assign(new Error(), { deep, stack: "" })]])] }
    let back = await roundTrip(deep)
    for (let level = 49_999; level >= 0; level--) back = Object(back).next[0].get(level).deep
    expect(back).toBe("end")
  })

  test("a million numbers and a hundred thousand views of one memory", async () => {
    const numbers = Array.from({ length: 1_000_000 }, (_, index) => index / 3)
    expect(await roundTrip(numbers)).toEqual(numbers)
    const memory = new ArrayBuffer(200_000)
    const views = Array.from({ length: 200_000 }, (_, index) => new Uint8Array(memory, index, 1))
    const back = Object(await roundTrip(views))
    expect(back[199_999].buffer).toBe(back[0].buffer)
  })
})

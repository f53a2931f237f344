import { expect, test } from "vitest"
import { plainText } from "../../../kernel/runtime/display/plainText.ts"

function never(): never {
  throw new Error("never run")
}

class Person {
  name = "Ada"
  #secret = 1
  get secret(): number {
    return this.#secret
  }
}

const circle: { self?: object } = {}
circle.self = circle

test.for([
  ["a text", "it's\nme", "it's\nme"],
  ["a number", 1.5, "1.5"],
  ["minus zero", -0, "-0"],
  ["no number", NaN, "NaN"],
  ["a bigint", 10n, "10n"],
  ["a symbol", Symbol("s"), "Symbol(s)"],
  ["null", null, "null"],
  ["undefined", undefined, "undefined"],
  ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
  ["a function", plainText, "[Function: plainText]"],
  ["a class", class Child extends Person {}, "[class Child extends Person]"],
  ["an instance", new Person(), "Person { name: 'Ada' }"],
  ["a map", new Map([["a", { b: 1 }]]), "Map(1) { 'a' => { b: 1 } }"],
  ["a set", new Set([1, "a"]), "Set(2) { 1, 'a' }"],
  ["a circle", circle, "<ref *1> { self: [Circular *1] }"],
  [
    "a getter",
    {
      get a() {
        return never()
      },
    },
    "{ a: [Getter] }",
  ],
  [
    "a proxy that lets nobody look",
    new Proxy({ a: 1 }, { get: never, ownKeys: never, getPrototypeOf: never }),
    "{ a: 1 }",
  ],
  [
    "an object without a class",
    Object.assign(Object.create(null) as object, { a: 1 }),
    "[Object: null prototype] { a: 1 }",
  ],
  ["typed numbers", Float64Array.of(1, 2.5), "Float64Array(2) [ 1, 2.5 ]"],
  ["a buffer", Buffer.from("ab"), "<Buffer 61 62>"],
  ["what prints itself", { [Symbol.for("nodejs.util.inspect.custom")]: () => "custom" }, "custom"],
] as const)("%s", ([, value, text]) => {
  expect(plainText(value)).toBe(text)
})

test("a text as a result is in quotes, as JavaScript writes it", () => {
  expect(plainText("it's", true)).toBe(`"it's"`)
  expect(plainText("a", true)).toBe("'a'")
})

test("an error has its stack and its cause", () => {
  const text = plainText(new TypeError("outer", { cause: new RangeError("inner") }))
  expect(text).toMatch(/^TypeError: outer\n {4}at /)
  expect(text).toContain("[cause]: RangeError: inner")
})

const properties = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, index]))

test.for([
  ["a list", Array.from({ length: 1_000_000 }, () => 0), "... 999900 more items"],
  ["typed numbers", new Float64Array(68_211), "Float64Array(68211)"],
  ["a map", new Map(Array.from({ length: 1_000 }, (_, index) => [index, index])), "... 900 more items"],
  ["bytes", new ArrayBuffer(1_000), "... 900 more bytes"],
  ["an object", properties, "'…': '19,900 more properties'"],
  ["an object of a class", Object.assign(new Person(), properties), "Person {"],
  ["an object in another", { inner: properties }, "{ inner: [Object] }"],
  ["an object in a map", new Map([[1, properties]]), "Map(1) { 1 => [Object] }"],
  ["many objects", Array.from({ length: 1_000 }, () => ({ ...properties })), "... 900 more items"],
  ["a text", "x".repeat(30_000), "\n… 10,000 more characters"],
  ["texts in a list", Array.from({ length: 50 }, () => "x".repeat(11_000)), "... 1000 more character"],
] as const)("%s is cut where it is long", ([, value, part]) => {
  const text = plainText(value)
  expect(text).toContain(part)
  expect(text.length).toBeLessThan(20_100)
})

test("nothing is too deep", () => {
  const deep = Array.from({ length: 100_000 }).reduce<object>((inner) => ({ inner }), {})
  expect(plainText(deep)).toContain("[Object]")
})

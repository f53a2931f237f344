import { expect, test } from "vitest"
import { addParameter, addValue, positiveInteger } from "../../kernel/cli/parameters.ts"

test.for([
  ["year=2023", "year", "2023"],
  ["empty=", "empty", ""],
  ["url=https://x.org/?a=b&c=d", "url", "https://x.org/?a=b&c=d"],
  ["text=two\nlines", "text", "two\nlines"],
  ["__proto__=x", "__proto__", "x"],
  [" name = spaced ", "name", " spaced "],
] as const)("%j", ([text, name, value]) => {
  expect(Object.entries(addParameter(text))).toEqual([[name, value]])
})

test("parameters gather, and the last value of a name counts", () => {
  expect(addParameter("a=3", addParameter("b=2", addParameter("a=1")))).toEqual({ a: "3", b: "2" })
})

test.for(["name", "=value", "", "  =x"])("%j isn't name=value", (text) => {
  expect(() => addParameter(text)).toThrow("name=value")
})

test("values of a repeatable option gather", () => {
  expect(addValue("b", addValue("a"))).toEqual(["a", "b"])
})

test.for([
  ["1", 1],
  ["08", 8],
] as const)("%s is a positive integer", ([text, number]) => {
  expect(positiveInteger(text)).toBe(number)
})

test.for(["0", "-1", "1.5", "1e3", "", "x", "99999999999999999999"])("%j is no positive integer", (text) => {
  expect(() => positiveInteger(text)).toThrow("whole number from 1")
})

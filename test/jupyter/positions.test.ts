import { expect, test } from "vitest"
import { toCodePoints, toUtf16 } from "../../kernel/jupyter/positions.ts"

const family = "👩‍👧"

test.each([
  ["", 0, 0],
  ["abc", 0, 0],
  ["abc", 2, 2],
  ["abc", 3, 3],
  ["é = 1", 3, 3],
  ["日本", 1, 1],
  ["a😀b", 1, 1],
  ["a😀b", 2, 3],
  ["a😀b", 3, 4],
  ["😀😀", 1, 2],
  ["😀😀", 2, 4],
  ["𝒳.y", 2, 3],
  [family, 1, 2],
  [family, 2, 3],
  [family, 3, 5],
  ["x\r\n😀", 3, 3],
  ["x\r\n😀", 4, 5],
  // Half a pair is one code point, as in Python.
  ["\ud83dx", 1, 1],
  ["\ud83dx", 2, 2],
])("%j: %i code points are %i units", (text, codePoints, units) => {
  expect(toUtf16(text, codePoints)).toBe(units)
  expect(toCodePoints(text, units)).toBe(codePoints)
})

test.each([
  ["abc", -1, 0],
  ["abc", 9, 3],
  ["😀", 2, 2],
])("A place outside of %j is its end: %i gives %i", (text, codePoints, units) => {
  expect(toUtf16(text, codePoints)).toBe(units)
})

test("The middle of a pair counts as the place before it", () => {
  expect(toCodePoints("a😀b", 2)).toBe(1)
})

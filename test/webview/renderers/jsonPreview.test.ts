import { expect, test } from "vitest"
import { childrenOf, previewOf, summaryOf } from "../../../webview/renderers/jsonPreview.ts"

test.each([
  [[], "[0]", ""],
  [{}, "{}", ""],
  [[1, "two", null, [], {}, [3], { a: 4 }], "[7]", '1, "two", null, [], {}, […], {…}'],
  [{ a: 1, b: { c: 2 } }, "{2}", "a: 1, b: {…}"],
  [Array.from({ length: 1_500 }, () => 12_345_678), "[1,500]", `${Array(8).fill("12345678").join(", ")}, …`],
  [["x".repeat(100)], "[1]", `"${"x".repeat(29)}…`],
])("%j", (value, summary, preview) => {
  expect(summaryOf(value)).toBe(summary)
  expect(previewOf(value)).toBe(preview)
})

test("Lists and objects have parts, all else has none.", () => {
  expect(childrenOf(["a"])).toEqual([{ key: "0", value: "a" }])
  expect(childrenOf({ a: 1 })).toEqual([{ key: "a", value: 1 }])
  expect([1, "a", null, true].map(childrenOf)).toEqual([undefined, undefined, undefined, undefined])
})

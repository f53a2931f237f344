import { expect, test } from "vitest"
import { joinLive, joinLiveValue } from "../../kernel/language/joinLive.ts"
import type { Completions } from "../../kernel/language/completions.ts"

function completions(start: number, end: number, ...texts: readonly string[]): Completions {
  return { start, end, items: texts.map((text) => ({ text, kind: "function" as const })) }
}

test.each([
  ["fills in where TypeScript knows nothing", completions(2, 2), "a.|", ["b", "c"], ["b", "c"]],
  ["adds what TypeScript doesn't know", completions(2, 2, "b"), "a.|", ["b", "c"], ["b", "c"]],
  ["each once", completions(2, 2), "a.|", ["b", "b"], ["b"]],
  ["what fits alone, the same case first", completions(2, 3), "a.b|", ["Best", "best", "other"], ["best", "Best"]],
  ["names that can be written alone", completions(2, 2), "a.|", ["0", "a-b", "ok"], ["ok"]],
  ["without what every object has", completions(2, 2), "a.|", ["b", "toString", "__proto__"], ["b"]],
  ["or with it, when it is being written", completions(2, 4), "a.to|", ["b", "toString"], ["toString"]],
  ["over the range of the others", completions(1, 3, "?.best"), "a.b|", ["bad"], ["?.best", ".bad"]],
])("%s", (_, known, marked, names, expected) => {
  const { items } = joinLive(known, names, marked.replace("|", ""), marked.indexOf("|"), true)
  expect(items.map(({ text }) => text)).toEqual(expected)
})

test("appends the live value to what TypeScript knows", () => {
  const known = { data: { "text/plain": "const a: any", "text/markdown": "```typescript\nconst a: any\n```" } }
  const value = { type: "Map", text: "Map(1) {}", properties: [] }
  expect(joinLiveValue(known, "a", value)?.data["text/plain"]).toBe("const a: any\n\nValue of a, Map:\n\nMap(1) {}")
  expect(joinLiveValue(undefined, "a", value)?.data["text/plain"]).toBe("Value of a, Map:\n\nMap(1) {}")
  expect(joinLiveValue(known, "a", undefined)).toBe(known)
})

import * as fc from "fast-check"
import { expect, test } from "vitest"
import { lineStarts } from "../../kernel/language/positions.ts"
import { changeBetween, type TextChange } from "../../kernel/language/textChange.ts"

/** What a language server makes of a text when it is told a change. */
function applied(text: string, { range: { start, end }, text: replacement }: TextChange): string {
  const lines = lineStarts(text)
  const offset = ({ line, character }: typeof start): number => (lines[line] ?? NaN) + character
  return text.slice(0, offset(start)) + replacement + text.slice(offset(end))
}

test.each([
  ["a letter at the end", "const a\n", "const ab\n", { line: 0, character: 7 }, "b"],
  ["a line in the middle", "a\nb\nc", "a\nx\nb\nc", { line: 1, character: 0 }, "x\n"],
  ["a character of two units whole", "'🙂'", "'🙃'", { line: 0, character: 1 }, "🙃"],
  ["a line end of two characters whole", "a\r\nb", "a\r\r\nb", { line: 0, character: 1 }, "\r\r\n"],
])("tells the smallest change: %s", (_, before, after, start, text) => {
  expect(changeBetween(before, after)).toMatchObject({ range: { start }, text })
})

test("tells nothing when nothing changed", () => {
  expect(changeBetween("a\nb", "a\nb")).toBeUndefined()
})

test("turns any text into any other", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r", "🙂", "\uD800") })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const change = changeBetween(before, after)
      expect(change ? applied(before, change) : before).toBe(after)
    }),
  )
})

import { expect, test } from "vitest"
import { fenced, inspectionOf, signatureText } from "../../kernel/language/inspection.ts"

test.each([
  ["code", "```typescript\nconst a: number[]\n```", "const a: number[]"],
  ["code with marks in it", "```typescript\nconst a = `*b*` // [c](d)\n```", "const a = `*b*` // [c](d)"],
  ["a fence within a longer one", "````ts\n```\nx\n```\n````", "```\nx\n```"],
  ["a fence that isn't closed", "```ts\nconst a", "const a"],
  ["marks of text", "Adds `a` and **b**, see [the page](https://example.org)", "Adds a and b, see the page"],
  ["tags", "*@param* `label` — what", "@param label — what"],
  ["many empty lines", "a\n\n\n\n\nb", "a\n\nb"],
  ["what only looks like marks", "2 * 3 * 4", "2 * 3 * 4"],
])("writes Markdown for a terminal: %s", (_, markdown, plain) => {
  expect(inspectionOf([markdown])?.data["text/plain"]).toBe(plain)
})

test("is nothing when all of its parts are empty", () => {
  expect(inspectionOf(["", " \n "])).toBeUndefined()
})

test("fences code that has fences in it", () => {
  expect(fenced("const a = `\n```\n`")).toBe("````typescript\nconst a = `\n```\n`\n````")
})

test("tells the fitting signature first, and how many more there are", () => {
  const text = signatureText([
    { label: "f(a: number): void", documentation: "Does.", parameter: "a: number" },
    { label: "f(): void", documentation: "", parameter: undefined },
  ])
  expect(inspectionOf([text])?.data["text/plain"]).toBe(
    "f(a: number): void\n\nNow: a: number\n\nDoes.\n\n+1 more: f(): void",
  )
})

import { expect, test } from "vitest"
import {
  readCompletions,
  readDetail,
  readHover,
  readLocations,
  readSignatures,
} from "../../kernel/language/protocol.ts"

const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 4 } }

test.each([
  undefined,
  null,
  1,
  "text",
  [],
  {},
  [null, 1, {}],
  { items: 1 },
  { items: [{ label: 1 }] },
  { contents: {} },
])("reads nothing of an answer that says nothing: %j", (answer) => {
  expect(readCompletions(answer)).toEqual([])
  expect(readSignatures(answer)).toEqual([])
  expect(readLocations(answer)).toEqual([])
  expect(readDetail(answer)).toBeUndefined()
  expect(typeof readHover(answer)).toBe("string")
})

test("takes a completion's place from itself, or else from what goes for all", () => {
  const answer = {
    itemDefaults: { editRange: { insert: range, replace: range } },
    items: [
      { label: "a", kind: 3, sortText: "1" },
      { label: "b", textEdit: { range: { ...range, start: range.end }, newText: "?.b" } },
      { label: "c", textEditText: "c()" },
    ],
  }
  expect(readCompletions(answer)).toMatchObject([
    { label: "a", kind: 3, sortText: "1", insertText: undefined, range },
    { label: "b", kind: undefined, sortText: "b", insertText: "?.b", range: { ...range, start: range.end } },
    { label: "c", kind: undefined, sortText: "c", insertText: "c()", range },
  ])
})

test("puts the active signature first, with the active parameter's text", () => {
  const answer = {
    activeSignature: 1,
    activeParameter: 1,
    signatures: [
      { label: "f()" },
      { label: "f(a, b)", documentation: { value: "Does." }, parameters: [{ label: [2, 3] }, { label: [5, 6] }] },
    ],
  }
  expect(readSignatures(answer)).toEqual([
    { label: "f(a, b)", documentation: "Does.", parameter: "b" },
    { label: "f()", documentation: "", parameter: undefined },
  ])
})

import { expect, test } from "vitest"
import { outlineCurrentCell } from "../../kernel/language/currentCell.ts"

function names(marked: string): readonly string[] {
  const { statements } = outlineCurrentCell(marked.replace("|", ""), marked.indexOf("|"))
  return [...new Set(statements.flatMap(({ definitions }) => definitions.map(({ name }) => name)))].toSorted()
}

test.each([
  ["of a cell that can be parsed", "const { a, b: [c] } = f()|\nclass D {}", ["D", "a", "c"]],
  ["with the line in which one writes", "const { a } = f()\nconst b = a.|\nfunction g() {}", ["a", "b", "g"]],
  [
    "of what looks like declarations, else",
    "const a = (\nexport async function b() {\n  c.|\ntype D = {\n",
    ["D", "a", "b"],
  ],
  ["none of inner ones, else", "if (a) {\n  const b = c.|\n(((", []],
  ["none of nothing", "|", []],
])("knows the names %s", (_, marked, expected) => {
  expect(names(marked)).toEqual(expected)
})

test.each([
  ["<p>{a}</p>|", true],
  ["const b = <p>{a.|}</p>", true],
  ["const f = <T>(a: T) => a.|", false],
  ["a < b && c > d.|", false],
])("tells JSX in %s: %s", (marked, expected) => {
  expect(outlineCurrentCell(marked.replace("|", ""), marked.indexOf("|")).hasJsx).toBe(expected)
})

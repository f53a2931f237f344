import { expect, test } from "vitest"
import { formatPairs, formatTable } from "../../../kernel/session/format/table.ts"

function red(text: string): string {
  return `<${text}>`
}

test("columns are aligned by what they look like, and colours come after", () => {
  const lines = formatTable(
    ["NAME", "STATE", "NOTE"],
    [
      ["漢字", { text: "failed", paint: red }, "x"],
      ["longer", { text: "ok", paint: red }, ""],
    ],
  )
  expect(lines).toEqual(["NAME    STATE   NOTE", "漢字    <failed>  x", "longer  <ok>"])
})

test("a column without texts is left out", () => {
  expect(formatTable(["A", "B", "C"], [["1", "", "3"]])).toEqual(["A  C", "1  3"])
})

test.for([
  [30, "a  long text that goes on"],
  [20, "a  long text that g…"],
  [11, "a  long text that goes on"],
] as const)("in a terminal of %d columns the last text is cut, unless too little would be left", ([width, line]) => {
  expect(formatTable(["A", "B"], [["a", "long text that goes on"]], width)[1]).toBe(line)
})

test("a table without rows has its headings", () => {
  expect(formatTable(["A", "B"], [])).toEqual(["A  B"])
})

test("pairs are aligned and end without blanks", () => {
  expect(
    formatPairs(
      [
        ["run", "k3"],
        ["notebook", ""],
      ],
      "  ",
    ),
  ).toEqual(["  run       k3", "  notebook"])
})

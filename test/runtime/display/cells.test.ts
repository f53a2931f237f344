import { expect, test } from "vitest"
import { columnCells } from "../../../kernel/runtime/display/table/cells.ts"

/** As a database's decimals are. */
class Amount {
  readonly cents: number

  constructor(cents: number) {
    this.cents = cents
  }

  toString(): string {
    return (this.cents / 100).toFixed(2)
  }
}

class Mute {
  toString(): string {
    throw new Error("No text")
  }
}

const columns: readonly (readonly [
  what: string,
  values: readonly unknown[],
  texts: readonly string[],
  isNumeric: boolean,
])[] = [
  ["whole numbers", [1, 20, -3], ["1", "20", "-3"], true],
  ["fractions", [1, 0.5, 12.25], ["1.00", "0.50", "12.25"], true],
  ["32-bit floats", [Math.fround(5.3)], ["5.3"], true],
  ["endless fractions", [1 / 3, 2], ["0.333333", "2.000000"], true],
  ["large and small numbers", [1e300, 1e-9, 0, 2 ** 53], ["1e+300", "1e-9", "0", "9007199254740992"], true],
  ["bigints", [1n, 2n ** 64n], ["1", "18446744073709551616"], true],
  ["numbers with gaps", [1.5, null, undefined, NaN], ["1.5", "null", "undefined", "NaN"], true],
  ["infinite numbers", [Infinity, 1], ["Infinity", "1"], true],
  ["nothing but gaps", [null, NaN], ["null", "NaN"], false],
  ["no values", [], [], false],
  ["texts", ["a", "two\nlines\tand a tab", "\u001b[31mred\u001b[0m"], ["a", "two lines and a tab", "red"], false],
  ["a long text", ["x".repeat(5_000)], [`${"x".repeat(29)}…`], false],
  ["numbers and texts", [1.5, "a"], ["1.5", "a"], false],
  ["booleans", [true, false], ["true", "false"], false],
  [
    "dates",
    [new Date(0), new Date(1_500), new Date(NaN)],
    ["1970-01-01T00:00:00Z", "1970-01-01T00:00:01.500Z", "Invalid Date"],
    false,
  ],
  ["objects", [{ a: 1, b: { c: 2 } }, [1, 2]], ["{ a: 1, b: [Object] }", "[ 1, 2 ]"], false],
  [
    "objects with a text of their own, and others",
    [new Amount(125), new Map([["a", 1]]), new Mute()],
    ["1.25", "Map(1) { 'a' => 1 }", "Mute {}"],
    false,
  ],
  ["functions and symbols", [Math.max, Symbol("s")], ["[Function: max]", "Symbol(s)"], false],
]

test.for(columns)("%s", ([, values, texts, isNumeric]) => {
  const { cells, ...rest } = columnCells(values, 30)
  expect(cells.map(({ text }) => text)).toEqual(texts)
  expect(rest.isNumeric).toBe(isNumeric)
})

test("what is missing is told from the text that looks like it", () => {
  const { cells } = columnCells([null, "null", undefined, NaN, "NaN", 0, ""], 30)
  expect(cells.map(({ isMissing }) => isMissing)).toEqual([true, false, true, true, false, false, false])
})

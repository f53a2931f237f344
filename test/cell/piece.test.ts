import { describe, expect, test } from "vitest"
import { analyseCell } from "../../kernel/cell/analyse.ts"
import { pieceOf, type CellPiece } from "../../kernel/cell/piece.ts"

function piece(source: string, wanted: string[], byValue: string[] = []): CellPiece {
  const { statements, index } = analyseCell(source)
  return pieceOf({ source, statements, index }, wanted, (name) => byValue.includes(name))
}

describe("the part of a cell that makes a name", () => {
  test.each<[title: string, source: string, wanted: string[], byValue: string[], expected: string, reads: string[]]>([
    ["one statement", "const a = 1\nfunction f() {}\nconst b = 2", ["f"], [], "\nfunction f() {}\n", []],
    [
      "what it uses",
      "const a = 1\nfunction f() { return a + x }\nconst b = 2",
      ["f"],
      [],
      "const a = 1\nfunction f() { return a + x }\n",
      ["x"],
    ],
    [
      "functions that use each other",
      "function even() { odd() }\nfunction odd() { even() }",
      ["even"],
      [],
      "function even() { odd() }\nfunction odd() { even() }",
      [],
    ],
    [
      "values that are handed in",
      "const a = load()\nfunction f() { return a }",
      ["f"],
      ["a"],
      "\nfunction f() { return a }",
      ["a"],
    ],
    [
      "what changes it",
      "let a = make()\na = 2\na.fill()\nuse(a)\nother()",
      ["a"],
      [],
      "let a = make()\na = 2\na.fill()\nuse(a)\n",
      ["make", "use"],
    ],
    [
      "all of a merged one",
      "function f() {}\nnamespace f { export const x = 1 }\nconst b = 2",
      ["f"],
      [],
      "function f() {}\nnamespace f { export const x = 1 }\n",
      [],
    ],
    [
      "what holds the semicolon of the statement before",
      "const f = (n) => n\nuse(1)\n;(() => f.x = 1)()",
      ["f"],
      [],
      "const f = (n) => n\n;\n (() => f.x = 1)()",
      [],
    ],
    [
      "what a class does to itself",
      "class A {}\nA.register()\nconsole.log(A)\nuse(A)",
      ["A"],
      [],
      "class A {}\nA.register()\n\n",
      [],
    ],
    ["no effects of imports", "import fs from 'fs'\nfs.rmSync('x')", ["fs"], [], "import fs from 'fs'\n", []],
    [
      "what is closed with the cell",
      "using a = open()\nconst b = a.all()",
      ["b"],
      [],
      "using a = open()\nconst b = a.all()",
      ["open"],
    ],
    [
      "the whole of a statement's names",
      "const { a, b } = c()\nconst d = a",
      ["a"],
      [],
      "const { a, b } = c()\n",
      ["c"],
    ],
    ["types that stay", "type T = 1\nconst a: T = 1\nconst b = 2", ["a"], [], "type T = 1\nconst a: T = 1\n", []],
    ["nothing of a name that isn't there", "const a = 1", ["z"], [], "", []],
  ])("%s", (_, source, wanted, byValue, expected, reads) => {
    const made = piece(source, wanted, byValue)
    expect(made.source.replaceAll(/ +$/gm, "")).toBe(expected)
    expect(made.source).toHaveLength(source.length)
    expect(made.reads).toEqual(reads)
    expect(made.defines).toEqual(wanted)
  })
})

test("a cell of many statements is taken apart", () => {
  const lines = Array.from(
    { length: 20_000 },
    (_, index) => `function f${index}() { return ${index === 0 ? 0 : `f${index - 1}()`} }`,
  )
  const source = [...lines, "const last = 1"].join("\n")
  const { statements, index } = analyseCell(source)
  const made = pieceOf({ source, statements, index }, ["f19999"], () => false)
  const small = pieceOf({ source, statements, index }, ["last"], () => false)
  expect(made.statements).toHaveLength(20_000)
  expect(small.source.trim()).toBe("const last = 1")
})

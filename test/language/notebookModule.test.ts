import { expect, test } from "vitest"
import { outlineCell } from "../../kernel/language/cellOutline.ts"
import { liveModule } from "../../kernel/language/liveModule.ts"
import type { NotebookModule } from "../../kernel/language/notebookModule.ts"

function moduleOf(...sources: readonly string[]): NotebookModule {
  return liveModule(sources.map((source) => ({ source, outline: outlineCell(source) })))
}

/** The module's cells as text, without the lines between them. */
function texts(...sources: readonly string[]): readonly string[] {
  return moduleOf(...sources).text.split("\n;\n")
}

test.each([
  ["one cell", ["const a = 1"], 0, 6, { line: 0, character: 6 }],
  ["the second cell's start", ["const a = 1", "a"], 1, 0, { line: 2, character: 0 }],
  ["a later line", ["const a = 1\nconst b = 2", "a\n  b"], 1, 4, { line: 4, character: 2 }],
  ["after emoji, in UTF-16 units", ["'🙂'", "'🙂🙂' + x"], 1, 9, { line: 2, character: 9 }],
  ["lines that end as on Windows", ["a\r\nb", "c\r\nd"], 1, 3, { line: 4, character: 0 }],
  ["lines that end as on old Macs", ["a\rb", "c\rd"], 1, 2, { line: 4, character: 0 }],
  ["a cell that ends with a carriage return", ["a\r", "b"], 1, 1, { line: 2, character: 1 }],
  ["empty cells", ["", "", "", "x"], 3, 1, { line: 6, character: 1 }],
  ["an empty last cell", ["a", ""], 1, 0, { line: 2, character: 0 }],
  ["an offset behind the end", ["a", "bc"], 1, 99, { line: 2, character: 2 }],
])("finds a cell's place in the module, and back: %s", (_, sources, cell, offset, position) => {
  const module = moduleOf(...sources)
  expect(module.position({ cell, offset })).toEqual(position)
  const inside = Math.min(offset, sources[cell]?.length ?? 0)
  expect(module.find(position)).toEqual({ cell, offset: inside })
})

test.each([
  ["a line between cells", ["a", "b"], { line: 1, character: 0 }],
  ["a line behind all cells", ["a", "b"], { line: 9, character: 0 }],
])("has no cell at %s", (_, sources, position) => {
  expect(moduleOf(...sources).find(position)).toBeUndefined()
})

test.each([
  ["a constant", ["const a = 1", "const a = '1'"], ["           ", "const a = '1'"]],
  ["twice", ["let a", "let a = 2", "let a = 3"], ["     ", "         ", "let a = 3"]],
  ["in one cell only: as it stands", ["const a = 1", "a + 1"], ["const a = 1", "a + 1"]],
  ["one of two", ["const a = 1, b = 2", "const a = ''"], ["const $tsnb_1 = 1, b = 2", "const a = ''"]],
  [
    "one of a pattern",
    ["const { a, b: [c] } = f()", "const a = 0"],
    ["const { a: $tsnb_1, b: [c] } = f()", "const a = 0"],
  ],
  ["one with a default", ["const { a = 1, b } = f()", "let a"], ["const { a: $tsnb_1 = 1, b } = f()", "let a"]],
  ["an import", ["import { a } from 'x'", "const a = 0"], ["                     ", "const a = 0"]],
  [
    "one of an import",
    ["import d, { a, b as c } from 'x'", "let a, c"],
    ["import d, { a as $tsnb_1, b as $tsnb_2 } from 'x'", "let a, c"],
  ],
  [
    "a function, its lines kept",
    ["function f() {\n  return 1\n}\nf()", "function f() {}"],
    ["              \n          \n \nf()", "function f() {}"],
  ],
  ["a class by a function", ["class A {}", "function A() {}"], ["          ", "function A() {}"]],
  ["an exported one", ["export const a = 1", "const a = 2"], ["                  ", "const a = 2"]],
  ["a type", ["interface A { a: 1 }", "interface A { b: 1 }"], ["                    ", "interface A { b: 1 }"]],
  ["a type beside a value of its name", ["const A = 1", "type A = 1"], ["const A = 1", "type A = 1"]],
  ["a type by a class", ["type A = 1", "class A {}"], ["          ", "class A {}"]],
  [
    "in a namespace: another name",
    ["namespace N { export const a = 1 }", "const a = 1"],
    ["namespace N { export const a = 1 }", "const a = 1"],
  ],
  [
    "by a cell that is gone over by a third",
    ["const a = 1", "const a = 2, b = 2", "const a = 3"],
    ["           ", "const $tsnb_1 = 2, b = 2", "const a = 3"],
  ],
  [
    "what a cell closes at its end",
    ["using file = open()\nfile.read()", "file"],
    ["                   \nfile.read()", "file"],
  ],
  ["a cell that can't be parsed", ["const a = (", "a"], ["           ", "a"]],
])("lets the newest definition win: %s", (_, sources, expected) => {
  expect(texts(...sources)).toEqual(expected)
})

test("keeps the last cell as it is, with nothing in it that can't be sent", () => {
  expect(texts("const a = 1", "a = (\u0000\uD800 {")).toEqual(["const a = 1", "a = (\u0000\uFFFD {"])
})

test("lets a newer cell replace one result of a task with for=", () => {
  const module = moduleOf('// @task for="a of [1]"\nconst b = a, c = a', "const b = ''", "b")
  expect(module.text).toContain("const { c, } = await")
  const position = module.position({ cell: 0, offset: 26 })
  expect(module.find(position)).toEqual({ cell: 0, offset: 26 })
  expect(module.position({ cell: 2, offset: 1 })).toEqual({ line: 8, character: 1 })
})

import { describe, expect, test } from "vitest"
import * as fc from "fast-check"
import { analyseCell } from "../../kernel/cell/analyse.ts"

function meaning(source: string): { reads: string[]; defines: string[]; assigns: string[] } {
  const { reads, defines, assigns } = analyseCell(source)
  return { reads: [...reads], defines: [...defines.keys()], assigns: [...assigns.keys()] }
}

test("constants are the names that can't be assigned to", () => {
  const source =
    "const a = 1, { b } = c\nexport const d = 1\nlet e = 1\nvar f = 1\nfunction g() {}\nclass H {}\nenum I {}\nimport j from 'j'\nnamespace K.L { export const m = 1 }"
  expect([...analyseCell(source).constants]).toEqual(["a", "b", "d"])
})

describe("what a cell reads, defines and assigns to", () => {
  test.each<[source: string, reads: string[], defines: string[], assigns: string[]]>([
    ["const x = y", ["y"], ["x"], []],
    ["const { a, b: [c = d] } = e", ["d", "e"], ["a", "c"], []],
    ["function f(p = q) { return p + r }", ["q", "r"], ["f"], []],
    ["const f = (x: number) => { let y = x; y++; return y }", [], ["f"], []],
    ["class A extends B { [key] = 1; #p = 2 }", ["B", "key"], ["A"], []],
    ["const x: T = 1 as U satisfies V", [], ["x"], []],
    ["let x: typeof y = z", ["z"], ["x"], []],
    ["type A = typeof b", [], [], []],
    ["declare const outside: number\nconst x = outside", ["outside"], ["x"], []],
    ["import { a, type B } from 'c'", [], ["a"], []],
    ["import fs = require('fs')", ["require"], ["fs"], []],
    ["namespace A.B { export const c = d }", ["d"], ["A"], []],
    ["namespace T { export interface A {} }", [], [], []],
    ["export { x } from 'y'\nexport * as z from 'y'", [], [], []],
    ["@decorator class A { @other.part m() {} }", ["decorator", "other"], ["A"], []],
    ["const e = <Foo.Bar x={y}><div/></Foo.Bar>", ["Foo", "y", "React"], ["e"], []],
    ["/** @jsx h.make */ const e = <div/>", ["h"], ["e"], []],
    ["x = 1; y++; [z] = [1]; ({ a: b } = c)", ["x", "y", "z", "b", "c"], [], ["b", "z", "y", "x"]],
    ["for (i of list) {}", ["i", "list"], [], ["i"]],
    ["function f() { counter ||= 1 }", ["counter"], ["f"], ["counter"]],
    ["x.y = 1", ["x"], [], []],
    ["if (true) { var v = 1; let w = 2 }", [], ["v"], []],
    ["using r = open()", ["open"], [], []],
    ["label: for (;;) break label", [], [], []],
    ["({ key: 1, [computed]: 2, short })", ["computed", "short"], [], []],
    ["try {} catch ({ message }) { message }", [], [], []],
    ["`${a}` + b?.c!.d", ["a", "b"], [], []],
  ])("%s", (source, reads, defines, assigns) => {
    expect(meaning(source)).toEqual({ reads, defines, assigns })
  })
})

describe("a directive's expressions", () => {
  test("are read by the cell, but not by its code", () => {
    const { reads, codeReads } = analyseCell('// @task t when="go > 1" for="m of months"\nconst x = m + y')
    expect([...reads]).toEqual(["y", "go", "months"])
    expect([...codeReads]).toEqual(["y"])
  })

  test.each([
    ['// @task a when="x >"', "when=: 'x >' isn't an expression. Syntax error: Unexpected token"],
    ['// @task a when="a), (b"', "when=: 'a), (b' isn't an expression. It is more than one"],
    ['// @task a when="x = 5"', "when=: 'x = 5' isn't an expression. It assigns a value; '===' compares"],
    ['// @task a for="x of [1"', "for=: '[1' isn't an expression"],
    ['// @task a when="y"\nconst y = 1', "when= reads 'y', which this cell defines"],
    ['// @task a for="k of [1]"\nconst k = 2', "for=: the cell defines 'k' itself"],
  ])("are checked: %s", (source, message) => {
    const { problems } = analyseCell(source)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.message).toContain(message)
    expect(problems[0]).toMatchObject({ line: 1 })
  })

  test.each(['when="x // comment"', 'when="await ready()"', 'for="k of [1]"'])("may be %s", (option) => {
    expect(analyseCell(`// @task a ${option}\nfunction ready() {}\nk = 1`).problems).toEqual([])
  })
})

test.each([
  ["// @task a\nf()\n// @task b\ng()", "3:4"],
  ["f()\n//  @task b\ng()", "2:5"],
  ["// @task a\nf() // @flow", "2:8"],
  ["// @task a\nfunction f() {\n  // @task b\n}", undefined],
  ["f()\n// @ts-expect-error\ng()", undefined],
  ["f()\n/* @task b */\ng()", undefined],
])("a directive after a cell's first statement has no effect: %j", (source, place) => {
  const { problems } = analyseCell(source)
  expect(problems.map(({ line, column }) => `${line}:${column}`).join()).toBe(place ?? "")
  for (const { severity } of problems) expect(severity).toBe("warning")
})

describe("problems have their place", () => {
  test.each([
    ["const a = `x\ny`\nconst b = ;", 3, 11, "Syntax error: Unexpected token"],
    ["const ok = 1\r\nconst 𝒳 = ;", 2, 12, "Syntax error"],
    ["const a = 1\nconst a = 2", 2, 7, "already been declared"],
    ["const a = 1\nexport = a", 2, 1, "A cell has no 'export ='"],
    [`x = ${"(".repeat(100_000)}`, 1, 1, "nested too deeply"],
    [`const x = 1${" + 1".repeat(20_000)}`, 1, 1, "nested too deeply"],
  ])("%.40s", (source, line, column, message) => {
    const [problem, ...others] = analyseCell(source).problems
    expect(others).toEqual([])
    expect(problem).toMatchObject({ line, column, message: expect.stringContaining(message) })
  })

  test("brackets in strings and comments aren't nesting", () => {
    const brackets = "(".repeat(5_000)
    expect(analyseCell(`const x = "${brackets}" // ${brackets}\n/* ${brackets} */`).problems).toEqual([])
  })
})

test("any text is a cell: it has a meaning, or problems", () => {
  const pieces = fc.constantFrom(
    "// @task",
    "const",
    "x",
    "=",
    "(",
    "{",
    "`",
    "${",
    "}",
    "<T>",
    "<a>",
    "import",
    "\n",
    "\r\n",
    "'",
    "/",
    "@",
    "\uFEFF",
    "🙂",
    "\ud800",
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(pieces).map((parts) => parts.join(" ")),
      ),
      (source) => {
        const { problems } = analyseCell(source)
        for (const { line, column } of problems) expect(Math.min(line, column)).toBeGreaterThan(0)
      },
    ),
    { numRuns: 500 },
  )
})

function fixes(source: string): readonly unknown[] {
  return analyseCell(`// @parameters\n${source}`).problems.map(({ fix }) => fix)
}

describe("variables of a @parameters cell that aren't parameters are warned of", () => {
  test.each<[source: string, expected: readonly [text: string, place: string][]]>([
    ["let x = 1", [["'x' isn't a parameter. Declare it with const instead of let", "2:5"]]],
    [
      "export var x = 1, y = 2",
      [
        ["'x' isn't a parameter. Declare it with const instead of var", "2:12"],
        ["'y' isn't a parameter. Declare it with const instead of var", "2:19"],
      ],
    ],
    [
      "const { a, b: [c = 1], ...d } = load()",
      [
        ["'a' isn't a parameter. Give it a const of its own: const a = …", "2:9"],
        ["'c' isn't a parameter. Give it a const of its own: const c = …", "2:16"],
        ["'d' isn't a parameter. Give it a const of its own: const d = …", "2:27"],
      ],
    ],
    ["const [a] = [1]", [["'a' isn't a parameter. Give it a const of its own: const a = …", "2:8"]]],
    ["let { a } = process.env", [["'a' isn't a parameter. Give it a const of its own: const a = …", "2:7"]]],
    ["const x = 1\nexport const y = []", []],
    ["const f = () => 1\nlet g = function () {}\nfunction h() {}\nclass A {}\nconst B = class {}", []],
    ["type T = 1\ninterface I {}\nenum E { a }\ndeclare const outside: number", []],
    [
      "const { readFileSync } = require('fs')\nconst { b } = await import('c')\nlet { d } = (await import('e')) as F",
      [],
    ],
    ["let _x = 1\nconst { _y } = z", []],
    ["let total: number\nlet rounds = 0\nfor (const x of [1]) rounds += x\nconst sum = rounds", []],
    ["for (let i = 0; i < 1; i++) {}\n{ let x = 1 }", []],
    ["let x = =", []],
  ])("%s", (source, expected) => {
    const found = analyseCell(`// @parameters\n${source}`).problems.filter(({ severity }) => severity === "warning")
    expect(found.map(({ message, line, column }) => [message, `${line}:${column}`])).toEqual(expected)
  })

  test("with a change where const is enough", () => {
    expect(fixes("export let x = 1")).toEqual([{ line: 2, column: 8, length: 3, text: "const" }])
    expect(fixes("let x = 1, y")).toEqual([undefined])
    expect(fixes("const { x } = y")).toEqual([undefined])
  })

  test("but not in other cells", () => {
    expect(analyseCell("let x = 1\nconst { a } = b").problems).toEqual([])
  })
})

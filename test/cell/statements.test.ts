import { describe, expect, test } from "vitest"
import { analyseCell } from "../../kernel/cell/analyse.ts"
import type { Statement } from "../../kernel/cell/statements.ts"

function statement(source: string): Statement {
  const [only, ...others] = analyseCell(source).statements
  if (!only || others.length > 0) throw new Error(`Not one statement: ${source}`)
  return only
}

describe("the kind of a statement", () => {
  test.each([
    [
      "import",
      [
        "import a from 'a'",
        "import 'a'",
        "import { type A } from 'a'",
        "import a = require('a')",
        "export * from 'a'",
        "export { a } from 'a'",
      ],
    ],
    [
      "declaration",
      [
        "function f() {}",
        "async function* f() {}",
        "class A {}",
        "abstract class A {}",
        "enum A { B }",
        "namespace A { export const b = 1 }",
        "export function f() {}",
        "export default class {}",
        "@dec class A {}",
      ],
    ],
    [
      "literal",
      [
        "const a = 1",
        "let a",
        "var a = -1, b = `${a}`",
        "const a = [1, { b: 'c' }]",
        "const a = other",
        "const a = () => f()",
        "const a = function () {}",
        "const a = new Map([[1, 2]])",
        "const a = new Date('2023-01-01')",
        "const a = process.env.HOME ?? 'x'",
        "const a = Math.PI * 2",
        "const a = import.meta.dirname",
        "export const a = 1 as const",
        "const a = b ? c : !d",
        "const a = /x/v, b = 1n",
      ],
    ],
    [
      "computed",
      [
        "f()",
        "const a = f()",
        "const a = await b",
        "const { a } = b",
        "const a = b.c",
        "const a = [...b]",
        "const a = new Date()",
        "const a = new Foo()",
        "const a = process.pid",
        "const a = process.memoryUsage()",
        "const a = `${f()}`",
        "let a = b++",
        "if (a) {}",
        "for (const a of b) {}",
        "using a = b",
        "const a = class { static b = f() }",
        "const a = delete b.c",
        "export default 1 + 1",
        "a = 1",
        "const a = <b/>",
        "const a = new Map(f())",
      ],
    ],
  ])("%s", (kind, sources) => {
    for (const source of sources) expect([source, statement(source).kind]).toEqual([source, kind])
  })

  test.each([
    "interface A {}",
    "type A = 1",
    "declare const a: 1",
    "declare function f(): void",
    "import type A from 'a'",
    "export type { A }",
    "export {}",
    "namespace A { type B = 1 }",
    "export default interface A {}",
    ";",
    "declare global { var a: 1 }",
  ])("is none when nothing is left at run time: %s", (source) => {
    expect(analyseCell(source).statements).toEqual([])
  })
})

describe("a literal that doesn't keep its value is computed", () => {
  test.each([
    ["let a = 1; a = 2", "a"],
    ["let a = 1; function f() { a++ }", "a"],
    ["const a = {}; Object.assign(a, { b: 1 })", "a"],
    ["const a: any = {}; a.b = 1", "a"],
    ["const a = [1, 2]; [a[0], a[1]] = [a[1], a[0]]", "a"],
    ["const a = [1]; function swap() { [a[0]] = [2] }", "a"],
    ["const a = {}; fill(a)", "a"],
    ["const a = new Map(); function put() { a.set(1, 2) }\nput()", "a"],
    ["const a = []; const put = () => a.push(1)\nput()", "a"],
    ["const a = {}; const b = [a]; f(b)", "a"],
    ["const a: any = {}; delete a!.b", "a"],
    ["const a: any = []; for (a[0] of [1]) {}", "a"],
  ])("%s", (source, name) => {
    const { statements } = analyseCell(source)
    expect(statements.find(({ defines }) => defines.includes(name))?.kind).toBe("computed")
  })

  test.each([
    ["const a = 1; f(a)", "a"],
    ["const a = () => 1; a()", "a"],
    ["const a = { b: 1 }; function f() { return a }", "a"],
    ["const a = [1]; function f() { const a = []; a.push(1) }", "a"],
    ["let a = 1; function f(a: number) { a++ }", "a"],
  ])("but not: %s", (source, name) => {
    const { statements } = analyseCell(source)
    expect(statements.find(({ defines }) => defines.includes(name))?.kind).toBe("literal")
  })
})

test("a statement knows what it changes, calls and closes", () => {
  const { statements } = analyseCell("x.push(y)\nx[0].z = 1\nusing u = open(), v = u;\n[p, { q: r.s = 1, ...t }] = w")
  expect(statements.map(({ changes }) => [...changes])).toEqual([[], ["x"], [], ["p", "r", "t"]])
  expect(statements.map(({ calls }) => [...calls])).toEqual([["x"], [], [], []])
  expect(statements.map(({ closes }) => closes)).toEqual([[], [], ["u", "v"], []])
})

function fingerprintOf(source: string): string {
  return analyseCell(source)
    .statements.map((each) => each.fingerprint)
    .join()
}

describe("a fingerprint", () => {
  test.each([
    ["formatting and comments", "const a = f( 1 )// x", "/* y */ const a =\n  f(1,)"],
    ["quotes", "const a = 'x\\u0041'", 'const a = "xA"'],
    ["ways to write a number", "const a = 0x10 + 1_000", "const a = 16 + 1e3"],
    ["types", "const a: number = f<string>(b as any)!", "const a = f(b)"],
    ["types of functions", "function f<T>(a: T, b?: number): T { return a }", "function f(a, b) { return a }"],
    [
      "types of classes",
      "class A<T> extends B<T> implements C { private readonly x?: number; public override y!: T }",
      "class A extends B { x; y }",
    ],
    ["brackets", "const a = (b + (c))", "const a = b + c"],
    ["line ends", "const a = 1\r\n\r\nconst b = 2", "const a = 1\nconst b = 2"],
    ["statements for the type checker", "interface A {}\nconst a = 1", "const a = 1"],
  ])("doesn't count %s", (_, one, other) => {
    expect(fingerprintOf(one)).toBe(fingerprintOf(other))
  })

  test.each([
    ["a value", "const a = 1", "const a = 2"],
    ["a bigint and a text", "const a = 1n", "const a = '1n'"],
    ["numbers beyond all", "const a = 1e999", "const a = null"],
    ["signs", "const a = 0", "const a = -0"],
    ["a regular expression's flags", "const a = /x/g", "const a = /x/gi"],
    ["optional chaining", "const a = b.c", "const a = b?.c"],
    ["brackets that matter", "const a = (b + c) * d", "const a = b + c * d"],
    ["a name", "const a = b", "const a = c"],
    ["the kind of a declaration", "let a = 1", "const a = 1"],
    ["an enum's member", "enum A { B }", "enum A { B, C }"],
    ["a parameter property", "class A { constructor(public a) {} }", "class A { constructor(a) {} }"],
    ["a static member", "class A { static b() {} }", "class A { b() {} }"],
    ["async", "function f() {}", "async function f() {}"],
    ["a template's text", "const a = `x\\n`", "const a = String.raw`x\\n`"],
    ["text in JSX", "const a = <b> x</b>", "const a = <b>x</b>"],
    ["where JSX comes from", "/** @jsxImportSource a */\nconst x = <b/>", "/** @jsxImportSource b */\nconst x = <b/>"],
    ["an import's attributes", "import a from 'a' with { type: 'json' }", "import a from 'a'"],
    ["the order", "f()\ng()", "g()\nf()"],
  ])("counts %s", (_, one, other) => {
    expect(fingerprintOf(one)).not.toBe(fingerprintOf(other))
  })
})

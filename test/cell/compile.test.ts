import { createRequire } from "node:module"
import { describe, expect, test } from "vitest"
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping"
import { analyseCell } from "../../kernel/cell/analyse.ts"
import { compileCell, compileCellMap, wrapBody, wrapBodyMap } from "../../kernel/cell/compile.ts"
import { TranspileError } from "../../kernel/cell/transpile.ts"
import { runCell } from "./support.ts"

describe("a cell defines what its code says", () => {
  test.each<[title: string, source: string, expected: object]>([
    [
      "destructuring",
      "const { a, b: { c = 5, ...d }, ...e } = { a: 1, b: { z: 1 }, q: 2 } as any\nconst [f, , g = 7, ...[h]] = [1, 2, undefined, 4]",
      { a: 1, c: 5, d: { z: 1 }, e: { q: 2 }, f: 1, g: 7, h: 4 },
    ],
    ["overloads", "function f(a: string): void\nfunction f(a: any) { return a }\nconst x = f(1 as never)", { x: 1 }],
    ["merged enums", "enum E { A }\nenum E { B = 1 }\nconst x = [E.B, E[0]]", { x: [1, "A"] }],
    ["a const enum", "const enum E { A = 'a' }\nconst x = E.A", { x: "a" }],
    [
      "a namespace merged with a function",
      "function f() { return f.x }\nnamespace f { export const x = 1 }\nconst y = f()",
      { y: 1 },
    ],
    ["a dotted namespace", "namespace A.B { export const c = 1 }\nconst x = A.B.c", { x: 1 }],
    ["a namespace of types", "namespace T { export type A = number }\nconst x: T.A = 1", { x: 1 }],
    ["an empty namespace", "namespace E {}\nconst x = 1", { x: 1 }],
    ["an alias", "namespace N { export const x = { y: 2 } }\nimport alias = N.x\nconst z = alias.y", { z: 2 }],
    [
      "declarations for the type checker",
      "declare class D {}\ndeclare module 'x' {}\ndeclare global { var q: number }\nexport declare const e: number\nconst x = 1",
      { x: 1 },
    ],
    [
      "classes",
      "abstract class A { abstract f(): number; #p = 1; static s = 0; static { A.s = 9 } get p() { return this.#p } declare d: number; constructor(protected readonly q = 3) {} static has(o: any) { return #p in o } }\nclass B extends A { f() { return super.p + 1 } }\nconst x = [new B().f(), A.s, Object.keys(new B()), A.has(new B())]",
      { x: [2, 9, ["q"], true] },
    ],
    [
      "decorators",
      "const twice = (f: any, _: any) => function (this: any) { return f.call(this) * 2 }\nclass A { @twice m() { return 21 } accessor y = 3 }\nconst x = [new A().m(), new A().y]",
      { x: [42, 3] },
    ],
    [
      "top-level await",
      "const x = await Promise.resolve(1)\nlet y = 0\nfor await (const n of [1, 2]) y += n",
      { x: 1, y: 3 },
    ],
    ["hoisted names", "const x = f() + v\nfunction f() { return 1 }\nif (true) { var v = 1 }", { v: 1 }],
    [
      "exports",
      "export const a = 1\nexport async function f() {}\nexport default class K { x = 2 }\nexport { a as b }\nconst x = new K().x",
      { a: 1, x: 2 },
    ],
    [
      "contextual keywords as names",
      "const async = 1, of = 2, get = 3, type = 4, accessor = 5, from = 6",
      { async: 1, of: 2, get: 3, type: 4, accessor: 5, from: 6 },
    ],
    ["names of all planes", "const 变量 = 1, 𝒳 = 2\nconst \\u0061b = 变量 + 𝒳", { 变量: 1, 𝒳: 2, ab: 3 }],
    ["names like those of compiled code", "const $tsnb = 1, $tsnb$ = 2\nconst x = $tsnb + $tsnb$", { x: 3 }],
    ["a name that objects have", "const __proto__ = 1, constructor = 2", { constructor: 2, ["__proto__"]: 1 }],
    ["a shebang", "#!/usr/bin/env node\nconst x = 1", { x: 1 }],
    ["a byte order mark", "\uFEFFconst x = 1", { x: 1 }],
    ["Windows line ends", "const a = 1\r\nconst x = `a\r\nb`.length", { a: 1, x: 3 }],
    ["import.meta", "const x = import.meta.dirname", { x: "/notebooks" }],
    [
      "a regular expression with sets, a bigint, a tag",
      "const x = [/[\\p{L}--[a-z]]/v.test('A'), 2n ** 64n, String.raw`\\n`]",
      { x: [true, 2n ** 64n, "\\n"] },
    ],
    [
      "JSX of its own runtime",
      "/** @jsxRuntime classic */\n/** @jsx h */\nconst h = (t: any, p: any, ...c: any[]) => [t, p, ...c]\nconst x = <b a={1}>hi</b>",
      { x: ["b", { a: 1 }, "hi"] },
    ],
    [
      "a generic arrow, an old cast, an instantiation",
      "const id = <T>(x: T) => x\nconst f = id<string>\nconst x = [id(1), <any>2, f('a')]",
      { x: [1, 2, "a"] },
    ],
    ["nothing", "// only a comment\ninterface A {}", {}],
  ])("%s", async (_, source, expected) => {
    expect((await runCell(source)).defined).toMatchObject(expected)
  })
})

test("`using` closes when the cell ends, and leaves no name behind", async () => {
  const source = "using a = { [Symbol.dispose]() { log.push('a') } }\nlog.push('cell')"
  const log: string[] = []
  const { defined } = await runCell(source, { log })
  expect(log).toEqual(["cell", "a"])
  expect(defined).toEqual({})
})

describe("the value of the last expression is the cell's", () => {
  test.each([
    ["1 + 1 // two", 2],
    ["({ a: 1 })", { a: 1 }],
    ["1, 2;;", 2],
    ["let x\nx = 5", 5],
    ["export default 3", 3],
    ["await Promise.resolve(4)", 4],
    ["foreign", 7],
    ["import.meta", { dirname: "/notebooks" }],
    ["'use strict'", "use strict"],
    ["const x = 1", undefined],
    ["1\nif (true) {}", undefined],
    ["1\nfunction f() {}", undefined],
    ["", undefined],
  ])("%j", async (source, expected) => {
    expect((await runCell(source, { foreign: 7 })).result).toEqual(expected)
  })
})

describe("imports", () => {
  test.each<[source: string, scope: object, expected: object]>([
    [
      "const x = sep + first\nimport { sep } from 'node:path'\nimport { sep as first } from 'node:path'",
      {},
      { x: "//" },
    ],
    ["import path, * as all from 'node:path'\nconst x = path.sep === all.sep", {}, { x: true }],
    ["import { 'sep' as s, type ParsedPath } from 'node:path'\nconst x = s", {}, { x: "/" }],
    ["import type { Nothing } from './nowhere.ts'\nconst x = 1", {}, { x: 1 }],
    [
      "import path = require('node:path')\nconst x = path.posix.sep",
      { require: createRequire(import.meta.url) },
      { x: "/" },
    ],
    [
      "export { sep } from 'node:path'\nexport * from 'node:path'\nexport * as p from 'node:path'\nconst x = 1",
      {},
      { x: 1 },
    ],
  ])("%s", async (source, scope, expected) => {
    const posix = source.replaceAll("'node:path'", source.includes("require") ? "'node:path'" : "'node:path/posix'")
    expect((await runCell(posix, { ...scope })).defined).toMatchObject(expected)
  })

  test("must give what the code uses; a name that only types use may be missing", async () => {
    const source = "import { Missing } from 'node:path'\nconst x = 1 as unknown as Missing"
    const request = { source, reads: [], defines: ["x"] }
    expect(compileCell(request)).toContain('"node:path", []')
    await expect(runCell("import { missing } from 'node:path'\nmissing")).rejects.toThrow("node:path has no missing")
  })

  test("keep their attributes", () => {
    const source = "import data from './a.json' with { type: 'json' }"
    expect(compileCell({ source, reads: [], defines: ["data"] })).toContain('{ with: { "type": "json" } }')
  })
})

test("the source map leads to the cell's own line and column", () => {
  const source = "interface A {\n  b: number\n}\nimport { sep } from 'node:path'\nconst x: number =\n  fail(sep)"
  const request = { source, reads: ["fail"], defines: ["x"] }
  const lines = compileCell(request).split("\n")
  const line = lines.findIndex((text) => text.includes("fail(sep)"))
  const place = { line: line + 1, column: lines[line]?.indexOf("fail(sep)") ?? -1 }
  expect(originalPositionFor(new TraceMap(compileCellMap(request)), place)).toMatchObject({ line: 6, column: 2 })
})

test("that of a function's body does, too", () => {
  const request = { source: "const x = fail() +\n  fail()", reads: ["fail"], defines: ["x"] }
  const map = new TraceMap(wrapBodyMap(request))
  const [first = ""] = wrapBody(request).split("\n")
  const place = { line: 1, column: first.indexOf("fail()") }
  expect(originalPositionFor(map, place)).toMatchObject({ line: 1, column: 10 })
  expect(originalPositionFor(map, { line: 2, column: 2 })).toMatchObject({ line: 2, column: 2 })
})

describe("a cell is a function's body, types aside", () => {
  test.each([
    ["const x = 1", true],
    ["// @task t\nconst x: number = await f(y)\ntype T = 1", true],
    ["1\nif (true) {}", true],
    ["", true],
    ["import { x } from './x.ts'", false],
    ["export const x = 1", false],
    ["const x = import.meta.dirname", false],
    ["const x = 1\nx", false],
    ["const x = 1\nx;;\ninterface A {}", false],
    ["#!node\nconst x = 1", false],
    ["const x = ", false],
  ])("%j: %j", (source, expected) => {
    expect(analyseCell(source).isFunctionBody).toBe(expected)
  })
})

test("a syntax error has its place", () => {
  const broken = { source: "const a = 1\nconst b = ;", reads: [], defines: [] }
  expect(() => compileCell(broken)).toThrow(TranspileError)
  expect(() => compileCell(broken)).toThrow(expect.objectContaining({ line: 2, column: 11 }))
})

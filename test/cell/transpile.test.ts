import { createRequire } from "node:module"
import { compileFunction } from "node:vm"
import { describe, expect, test } from "vitest"
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping"
import { transpile, TranspileError } from "../../kernel/cell/transpile.ts"

/** Runs the code as the body of an async function and gives what it returns through `out`. */
async function run(code: string): Promise<unknown> {
  const out: { value?: unknown } = {}
  // The constructor of async functions has no name of its own.
  const AsyncFunction = (async () => undefined).constructor as FunctionConstructor
  await (new AsyncFunction("out", code) as (out: object) => Promise<void>)(out)
  return out.value
}

describe("code that people write runs", () => {
  test.each([
    ["types", "const x: number = 1 as number; out.value = x satisfies number", 1],
    ["a generic arrow without comma", "const same = <T>(x: T) => x; out.value = same(3)", 3],
    ["a generic arrow with comma", "const same = <T,>(x: T) => x; out.value = same(4)", 4],
    ["a cast in angle brackets", "out.value = <number>5", 5],
    ["an enum", "enum Colour { Red = 2, Blue } out.value = Colour.Blue", 3],
    ["a const enum", "const enum Size { Small = 7 } out.value = Size.Small", 7],
    ["a namespace", "namespace Space { export const x = 8 } out.value = Space.x", 8],
    ["parameter properties", "class A { constructor(readonly x = 9) {} } out.value = new A().x", 9],
    ["a declared field", "class A { declare x: string; y = 1 } out.value = Object.keys(new A())", ["y"]],
    [
      "overloads",
      "function f(a: string): void; function f(a: number): void; function f(a: any) { out.value = a } f(1)",
      1,
    ],
    ["using", "{ using x = { [Symbol.dispose]() { out.value = 'closed' } } }", "closed"],
    ["await using", "{ await using x = { async [Symbol.asyncDispose]() { out.value = 'gone' } } }", "gone"],
    ["an email in a string", "out.value = 'a@b.c'", "a@b.c"],
    ["a name that reads accessor", "const accessor = 3; out.value = accessor", 3],
    ["accessor", "class A { accessor x = 6 } out.value = [new A().x, Object.keys(new A())]", [6, []]],
    [
      "decorators",
      "function twice(f: any, _: any) { return function (this: any) { return f.call(this) * 2 } }\n" +
        "class A { @twice get() { return 21 } }\nout.value = new A().get()",
      42,
    ],
    [
      "decorators with using and a generic arrow",
      "const id = <T>(x: T) => x; const tag = (c: any, x: any) => { out.value = x.kind }; @tag class A {}\n" +
        "{ using x = { [Symbol.dispose]() { out.value = id(out.value) + '!' } } }",
      "class!",
    ],
  ])("%s", async (_, source, expected) => {
    expect(await run(transpile(source, "cell.tsx").code)).toEqual(expected)
  })
})

test("JSX uses the automatic runtime", () => {
  expect(transpile("export const e = <b>hi</b>", "a.tsx").code).toContain('from "react/jsx-runtime"')
  expect(transpile("export const e = <b>hi</b>", "a.jsx").code).toContain('from "react/jsx-runtime"')
})

test.each<[comment: string, code: string]>([
  ["/** @jsx h */", 'h("b", null, "hi")'],
  ["/* @jsxFrag F @jsx mine.h */", 'mine.h("b", null, "hi")'],
  ["/**\n * @jsx h\n */", 'h("b", null, "hi")'],
  ["/** @jsxRuntime classic */", 'React.createElement("b", null, "hi")'],
  ["/** @jsxImportSource preact */", 'from "preact/jsx-runtime"'],
  ["// An e-mail to me@jsx corp", 'from "react/jsx-runtime"'],
])("what JSX calls, by a comment: %s", (comment, code) => {
  expect(transpile(`${comment}\nexport const e = <b>hi</b>`, "a.tsx").code).toContain(code)
})

describe("imports", () => {
  const source = 'import a, { type B, c } from "./x.ts"; import type D from "./y.ts"; let q: c; a;'

  test("that only types use are removed from a module", () => {
    expect(transpile(source, "a.ts").code).toContain('import a from "./x.ts"')
  })

  test("stay in a cell, except `import type`", () => {
    const { code } = transpile(source, "cell.tsx", { keepUnusedImports: true })
    expect(code).toContain('import a, { c } from "./x.ts"')
    expect(code).not.toContain("./y.ts")
  })

  test("are treated the same beside a decorator", () => {
    const decorated = `${source}\n@a class Z {}`
    expect(transpile(decorated, "a.ts").code).toMatch(/import a from "\.\/x\.ts"/)
    expect(transpile(decorated, "cell.tsx", { keepUnusedImports: true }).code).toMatch(/import a, \{ c \} from/)
  })

  test("of CommonJS become require in a .cts module", () => {
    const { code } = transpile('import x = require("x"); export = x', "a.cts", { commonjs: true })
    expect(code).toContain('require("x")')
    expect(code).toContain("module.exports = x")
  })
})

test("ES module syntax in CommonJS becomes require and exports", () => {
  const source =
    'import { readFileSync as read } from "fs"; import fs = require("fs"); export const same: boolean = read === fs.readFileSync'
  const { code } = transpile(source, "a.cts", { commonjs: true })
  const module = { exports: { same: false } }
  compileFunction(code, ["module", "require"])(module, createRequire(import.meta.url))
  expect(module.exports.same).toBe(true)
})

describe("source maps lead back to the source", () => {
  test.each([
    ["oxc", "type A = {\n  x: 1\n}\nfunction f() {\n  throw new Error('here')\n}"],
    ["esbuild", "type A = {\n  x: 1\n}\nfunction f() {\n  throw new Error('here')\n}\n@f class B {}"],
  ])("of %s", (_, source) => {
    const { code, map } = transpile(source, "cell.tsx", { sourcemap: true })
    const lines = code.split("\n")
    const index = lines.findIndex((line) => line.includes("throw new Error"))
    const place = { line: index + 1, column: lines[index]!.indexOf("throw") }
    expect(originalPositionFor(new TraceMap(map!), place)).toMatchObject({ line: 5, column: 2 })
  })

  test("and are only made when asked for", () => {
    expect(transpile("let x = 1", "a.ts")).not.toHaveProperty("map")
  })
})

describe("a syntax error has its place", () => {
  test.each([
    ["cell.tsx", "const a = 1\nlet x = ;", 2, 9],
    ["a.ts", "const ä = '😀'; let x = ;", 1, 25],
    ["a.mts", "let a = 1; let a = 2", 1, 5],
    ["a.js", "let a: number", 1, 6],
    ["cell.tsx", "@ class A {}", 1, 13],
  ])("in %s: %s", (filename, source, line, column) => {
    expect(() => transpile(source, filename)).toThrow(TranspileError)
    expect(() => transpile(source, filename)).toThrow(expect.objectContaining({ line, column, filename }))
  })
})

import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping"
import { describe, expect, test } from "vitest"
import { compileLive } from "../../kernel/cell/compileLive.ts"
import { TranspileError } from "../../kernel/cell/transpile.ts"
import { LiveCode } from "../runtime/live/liveCode.ts"

describe("names are bound late", () => {
  test.each<[title: string, cells: readonly string[], expected: unknown]>([
    ["a value of an earlier cell", ["const a = 1", "a + 1"], 2],
    ["a counter", ["let n = 1", "n++", "n += 5", "n"], 7],
    ["a counter within functions", ["let n = 1\nconst up = () => { n++ }", "up(); n++; up()", "n"], 4],
    ["a newer definition", ["const a = 1", "const a = 2", "a"], 2],
    ["a newer definition for older functions", ["let a = 1\nfunction f() { return a }", "let a = 2", "f()"], 2],
    ["a newer function for older ones", ["const g = () => 1\nconst f = () => g()", "const g = () => 2", "f()"], 2],
    ["a definition that comes later", ["const f = () => later", "const later = 3", "f()"], 3],
    ["an older function sets a newer variable", ["let a = 1\nfunction set() { a = 9 }", "let a = 2", "set()", "a"], 9],
    ["a definition made of the one before", ["let a = 1\nconst next = () => a + 1", "let a = next()", "a"], 2],
    ["a constant stays one", ["const a = 1", "a = 2", "a"], 1],
    ["an import replaced", ["import { sep as s } from 'node:path'", "const s = 'mine'", "s"], "mine"],
    ["an import used in a function", ["import { sep } from 'node:path'\nconst f = () => sep", "f()"], "/"],
    ["a class and its statics", ["class A { static n = 1; static up() { return ++A.n } }", "A.up()"], 2],
    ["a class derived in another cell", ["class A { x = 1 }", "class B extends A { y = this.x + 1 }", "new B().y"], 2],
    ["an enum", ["enum E { A, B }", "[E.B, E[0]]"], [1, "A"]],
    ["an enum replaced", ["enum E { A }", "enum E { B }", "Object.keys(E)"], ["0", "B"]],
    ["a namespace", ["namespace N { export const x = 1 }", "N.x"], 1],
    [
      "a decorator of another cell",
      ["const twice = (f: any, _: any) => () => f() * 2", "class A { @twice m() { return 2 } }\nnew A().m()"],
      4,
    ],
    ["top-level await", ["const a = await Promise.resolve(1)", "await Promise.resolve(a + 1)"], 2],
    ["an awaiting loop", ["const list = [1, 2]\nlet sum = 0", "for await (const x of list) sum += x\nsum"], 3],
    ["an export", ["export const a = 1\nexport default class K {}", "[a, typeof K]"], [1, "function"]],
    ["names of all planes", ["const 变量 = 1, \\u0061b = 2", "变量 + ab"], 3],
    [
      "names that objects have",
      ["const __proto__ = 1, constructor = 2, then = 3", "[__proto__, constructor, then]"],
      [1, 2, 3],
    ],
    [
      "a call behind a line without a semicolon",
      ["let n = 0\nconst up = () => n++", "const o = { n }\nup()\nup()\nn"],
      2,
    ],
    ["such a call that is the result", ["const f = () => 7", "const o = {}\nf()"], 7],
    ["such calls in blocks", ["let n = 0\nconst up = () => n++", "if (true) {\n  const o = []\n  up()\n}\nn"], 1],
    [
      "such a call without a block",
      ["let n = 0\nconst up = () => n++", "const o = {}\nif (o)\n  up()\nelse up()\nn"],
      1,
    ],
    [
      "such calls in functions",
      ["let n = 0\nconst up = () => n++", "const f = () => {\n  const o = n\n  up()\n  up()\n}\nf()\nn"],
      2,
    ],
    ["a tag behind a line without a semicolon", ["const tag = (s) => s[0]", "const o = 'x'\ntag`y`"], "y"],
    [
      "an import between lines without semicolons",
      ["const a = 1\nimport { sep } from 'node:path'\n;[a, sep]"],
      [1, "/"],
    ],
    ["a comparison that TypeScript takes for a call", ["const f = <T>(x: T) => x", "f<number>(3)"], 3],
    ["a global's name", ["const performance = 'mine'", "performance"], "mine"],
    ["a global that code made", ["globalThis.made = 4", "made"], 4],
    ["an ambient name", ["ambient"], "around"],
    ["an ambient name defined", ["const ambient = 1", "ambient"], 1],
  ])("%s", async (_, cells, expected) => {
    const code = new LiveCode({ ambient: "around" })
    expect(await code.runAll(...cells)).toEqual(expected)
  })
})

describe("every way of using a name of another cell", () => {
  const setup = `let a = 1, b: any, c: any, d: any, o = { a: 5, get self() { return this } }
function strict(this: unknown) { return this }
const tag = (strings: any, ...values: any[]) => [strings.raw.join("|"), ...values]
class K { value = 7; constructor(public given?: any) {} }
const list = [10, 20]`
  test.each<[source: string, expected: unknown]>([
    ["({ a })", { a: 1 }],
    ["({ a: b, c = 3 } = { a: 2 } as any); [b, c]", [2, 3]],
    ["({ b } = { b: 4 }); b", 4],
    ["({ b = a } = {} as any); b", 1],
    ["({ a: o.a, ...d } = { a: 6, x: 7 } as any); [o.a, d]", [6, { x: 7 }]],
    ["[b, c = a, ...d] = [1, undefined, 3]; [b, c, d]", [1, 1, [3]]],
    ["[a, b] = [2, a]; [a, b]", [2, 1]],
    ["strict()", undefined],
    ["strict?.()", undefined],
    ["o.self === o", true],
    ["tag`x${a}y`", ["x|y", 1]],
    ["new K(a).given", 1],
    ["new K", { value: 7, given: undefined }],
    ["new (strict.bind(K) as any)", {}],
    ["typeof a", "number"],
    ["typeof nowhere", "undefined"],
    ["typeof nowhere === 'undefined' ? 'none' : nowhere", "none"],
    ["for (b of list) c = b;\n[b, c]", [20, 20]],
    ["for (b in o) {}\nb", "self"],
    ["for (const [i, a] of list.entries()) b = i + a\nb", 21],
    ["for (a = 0; a < 3; a++) {}\na", 3],
    ["b ??= a; b &&= 5; c ||= b; [b, c]", [5, 5]],
    ["a++ + ++a", 4],
    ["-a", -1],
    ["void a", undefined],
    ["delete (o as any).a; o.a", undefined],
    ["`${a}${list[0]}`", "110"],
    ["[...list, a]", [10, 20, 1]],
    ["((x = a, { y = x } = {} as any) => [x, y])()", [1, 1]],
    ["(function (a) { return a })(2)", 2],
    ["{ const a = 9; b = () => a }\nb()", 9],
    [
      "class A { [`m${a}`]() { return a } static s = a; #p = a; get p() { return this.#p } }\n[new A().m1(), A.s, new A().p]",
      [1, 1, 1],
    ],
    ["label: for (;;) break label\na", 1],
    ["o?.a", 5],
    ["a as any as string", 1],
    ["(a!) satisfies number", 1],
    ["import.meta", { dirname: "/notebooks" }],
  ])("%s", async (source, expected) => {
    const code = new LiveCode()
    await code.run(setup)
    expect(await code.run(source)).toEqual(expected)
  })
})

describe("what a failed cell leaves", () => {
  test.each<[title: string, cells: readonly string[], expected: unknown]>([
    ["names from before the failure", ["const a = 1\nthrow 1\nconst b = 2", "[a, typeof b]"], [1, "undefined"]],
    ["the earlier definition of those after it", ["const b = 1", "throw 1\nconst b = 2", "b"], 1],
    ["the same of a var", ["var b = 1", "throw 1\nvar b = 2", "b"], 1],
    ["functions, which are there from the start", ["throw 1\nfunction f() { return 1 }", "f()"], 1],
  ])("%s", async (_, cells, expected) => {
    expect(await new LiveCode().runAll(...cells)).toEqual(expected)
  })

  test("a variable may be defined as undefined", async () => {
    expect(await new LiveCode().runAll("let a = 1", "let a", "a")).toBeUndefined()
  })
})

test("the errors are JavaScript's own", async () => {
  const code = new LiveCode()
  await code.run("const a = 1")
  await expect(code.run("a = 2")).rejects.toThrow(new TypeError("Assignment to constant variable."))
  await expect(code.run("nowhere")).rejects.toThrow(new ReferenceError("nowhere is not defined"))
  await expect(code.run("nowhere = 1")).rejects.toThrow(new ReferenceError("nowhere is not defined"))
  await expect(code.run("own\nconst own = 1")).rejects.toThrow(ReferenceError)
  await expect(code.run("const = 1")).rejects.toThrow(TranspileError)
})

test("what `using` declares is closed when the cell ends, and leaves no name behind", async () => {
  const code = new LiveCode()
  await code.run("const log: string[] = []")
  await code.run("using a = { [Symbol.dispose]() { log.push('closed') } }\nconst f = () => a\nlog.push(typeof f())")
  expect(await code.run("[...log, typeof a]")).toEqual(["object", "closed", "undefined"])
})

test("helpers that transpiling adds are no names of the notebook", async () => {
  const code = new LiveCode()
  await code.run("const deco = (value: any, _: any) => value\nclass A { @deco m() {} accessor x = 1 }")
  expect(code.scope.names).toEqual(["deco", "A"])
})

test.each([
  ["const o = 1\nfail()", "(0, $tsnbs.fail)"],
  ["const o: number = 1\nfail()", "(0, $tsnbs.fail)"],
  ["const o = 1\nfail(await o)", "(0, $tsnbs.fail)"],
])("the bracket of a call in %j leads to the name's place", (source, callee) => {
  const { text, map } = compileLive(source, (name) => name === "fail")
  const lines = text.split("\n")
  const line = lines.findIndex((code) => code.includes(callee))
  const column = (lines[line]?.indexOf(callee) ?? -1) + callee.length
  expect(originalPositionFor(new TraceMap(map()), { line: line + 1, column })).toMatchObject({ line: 2, column: 0 })
})

test("the source map leads to the cell's own line and column", () => {
  const source = "import { sep } from 'node:path'\ninterface A {}\nconst x: number =\n  fail(sep)"
  const { text, map } = compileLive(source, () => true)
  const lines = text.split("\n")
  const line = lines.findIndex((code) => code.includes(".fail)(sep)"))
  const place = { line: line + 1, column: lines[line]?.indexOf("(sep)") ?? -1 }
  expect(originalPositionFor(new TraceMap(map()), place)).toMatchObject({ line: 4 })
})

import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { ServerRestsError } from "../../kernel/language/documentServer.ts"
import { diagnosticsOf } from "../../kernel/language/features/diagnostics.ts"
import { FlowLanguage } from "../../kernel/language/flowLanguage.ts"
import { FlowFolder } from "./flowFolder.ts"
import { childrenOf, killNew } from "./serverProcess.ts"

let folder: FlowFolder

beforeAll(async () => {
  folder = await FlowFolder.with({
    "shapes.ts": `export class Bare { size = 1; area(): number { return this.size } }
export class Stored { size = 1; area(): number { return this.size } [Symbol.for("tsnb.store")](): number { return 1 } }
export class Child extends Stored { more = 1 }
`,
    "registered.ts": `export class Registered { size = 1 }
serializer(Registered, { store: ({ size }) => size, revive: () => new Registered() })
`,
  })
})

afterAll(() => folder[Symbol.asyncDispose]())

describe("what is right in a notebook", () => {
  test.each([
    ["a name of a later cell", ["console.log(later + 1)", "const later = 1"]],
    ["a class and an enum of later cells", ["new Late(); E.a", "class Late {}\nenum E { a }"]],
    ["a let of a later cell", ["console.log(count)", "let count: number"]],
    ["a name that two cells define, which the flow's own problem tells", ["const a = 1", "const a = 2"]],
    ["a function that two cells define", ["function f() { return 1 }", "function f() { return 2 }"]],
    ["an import that two cells have", ["import { join } from 'node:path'", "import { join } from 'node:path'"]],
    [
      "names that begin with _, each of its own cell",
      [
        "const _a = 1\ntype _Row = { b: string }\nclass _Point { x = _a }\nexport const row: _Row = { b: 'b' }\nconst make = () => new _Point().x.toFixed()",
        "const { _a, ..._rest } = { _a: 'text', c: 1 }\ninterface _Row { c: number }\nconst other: _Row = _rest\nconst both = { _a, row }\nboth._a.trim()",
        '// @task t for="_a of [true]"\nconst _Point = !_a\nconst all = { _Point }\nconst flag: boolean = all._Point',
        '// @task u when="_big(1)"\nfunction _big(size: number) { return size > 1 && make() !== "" }\nconst _a = flag.length\nfunction _rest(): number { return _a }\nexport { _rest as mine }',
      ],
    ],
    [
      "an import that two cells have and use",
      [
        "import fs, { readFileSync } from 'node:fs'\nimport type { Stats } from 'node:fs'\nconst a = readFileSync('a', 'utf8').length\nlet s: Stats | typeof fs",
        "import { readFileSync, type Stats } from 'node:fs'\nimport fs from 'fs'\nconst b: number = readFileSync('a', 'utf8').length + a\nlet t: Stats = fs.statSync('a')",
        '// @task t for="a of [1]"\nimport { readFileSync } from "node:fs"\nconst c: number = readFileSync("a", "utf8").length',
      ],
    ],
    [
      "a class that one cell imports as a type, and another as a value",
      [
        "import type { Bare } from './shapes.ts'\nconst area = (bare: Bare): number => bare.area()",
        "import { Bare } from './shapes.ts'\nconst bare = new Bare()",
        "// @task t\nconsole.log(area(bare), new Bare().size)",
      ],
    ],
    [
      "a namespace as the list of a for= task",
      [
        "namespace Data { export const days = ['a'] }",
        '// @task t for="day of Data.days"\nconst size: number = day.length',
      ],
    ],
    [
      "elements in a for= task, arrays outside of it",
      [
        "const days = ['a', 'b']",
        '// @task read for="day of days"\nconst size = day.length\nconst half = size / 2',
        "const sum = size.reduce((total, one) => total + one, 0) + half.length",
      ],
    ],
    [
      "elements that may be missing, in arrays of a loop that keeps failures",
      [
        '// @task read for="day of [\'a\']" failures=keep label="day.length"\nconst size = day.length',
        "const sum = size.reduce<number>((total, one) => total + (one ?? 0), 0)",
      ],
    ],
    [
      "results that may be missing",
      [
        "// @task one\nconst a = 1",
        "const plain = a + 1",
        "function shown() { return a }",
        '// @task join upstream=allDone when="a === undefined || a > 1"\nconst b = (a ?? 0) + (plain ?? 0) + shown()',
        "const c: number = a + b",
      ],
    ],
    [
      "results that can't be missing: nothing before is skipped",
      ["// @task one\nconst a = 1", "// @task join upstream=noneFailed\nconst b: number = a"],
    ],
    [
      "a loop over elements taken apart, of a list that may be missing",
      [
        "// @task one\nconst cities = new Map([['Bern', { code: 3, at: [1, 2] }]])",
        `// @task each for="[name, { code, at: [x] = [0, 0] }] of cities ?? []" upstream=allDone label="name.trim() + code.toFixed()"\nconst sum: number = code + x + name.length`,
        "const all: number[] = sum",
      ],
    ],
    ["a for= over what is computed", ['// @task t for="[name, n] of Object.entries({ a: 1 })"\nconst b = 1']],
    [
      "imports and types in a for= task",
      [
        '// @task t for="a of [1]"\nimport { basename } from "node:path"\nexport interface Row { b: string }\nexport const row: Row = { b: basename(String(a)) }',
        "const rows: Row[] = row",
      ],
    ],
    ["when= reads a name", ["const rows = [1]", '// @task t when="rows.length > 0"\nconsole.log(1)']],
    [
      "hooks with names of their own, and the run",
      [
        "const answer = 42",
        "// @on success\nconst states = run.tasks.map(({ state }) => state)\nconsole.log(states, answer, run.duration.toFixed())",
        "// @on failure\nconst states = run.error?.message\nconsole.log(states)",
      ],
    ],
    [
      "parameters of another value than their default",
      [
        '// @parameters\nconst method: "hist" | "exact" = "hist"\nconst verbose = false\nconst rounds = 1\nconst path = "a"\nconst output: string | undefined = undefined\nconst since = new Date(0)',
        'if (method === "exact" || verbose === true || rounds === 2 || path === "b") console.log(output?.length, since.getTime())',
      ],
    ],
    [
      "what needs no import",
      ["display(html`<b>1</b>`)\nprogress(1, 2)\nlog.info(1)\nconfirm('?')\nprompt()", "throw new FatalError('x')"],
    ],
    [
      "Node's modules and globals",
      [
        "import { readFile } from 'node:fs/promises'",
        "process.env['A']; Buffer.from(await readFile('a')); __dirname; require('a')",
      ],
    ],
    [
      "cells after one that ends the run",
      ["if (Math.random() > 2) process.exit()\nthrow new Error('x')", "const after = 1\nafter"],
    ],
    [
      "a value that can be kept",
      [
        "import { Stored, Child } from './shapes.ts'",
        "// @task t\nconst a = new Map([[1, new Set(['x'])]])\nconst b = { when: new Date(), bytes: new Uint8Array(1), list: [1n, null] }\nconst c = new Stored()\nconst d = new Child()\nconst e: unknown = 1",
        "console.log(a, b, c, d, e)",
      ],
    ],
    [
      "a function that a task makes for itself",
      ["// @task t\nconst make = Math.random() > 1 ? () => 1 : () => 2\nmake()"],
    ],
    ["JSON, and a file of the folder", ["import { Bare } from './shapes.ts'\nnew Bare().area()"]],
    [
      "top-level await and using",
      ["const a = await Promise.resolve(1)", "await using x = { async [Symbol.asyncDispose]() {} }\nx; a"],
    ],
    ["a cell that can't be parsed beside others", ["const a = {", "const b = 1\nb"]],
    ["an enum that two cells define", ["enum Kind { a }\nKind.a", "enum Kind { a }"]],
    ["a class that two cells define", ["class Kind { a = 1 }\nnew Kind()", "class Kind { a = 1 }"]],
    ["a cell that isn't to be checked", ["// @task t\n// @ts-nocheck\nconst a: string = 1"]],
    [
      "cells of nothing but directives",
      ["// @task", "// @parameters", "// @flow x", "// @on success", '// @task t when="1"'],
    ],
    [
      "enums, namespaces, exports and decorators",
      [
        "export enum Colour { red }\nexport default function paint() {}",
        "namespace Shapes { export const size = 1 }\nColour.red + Shapes.size",
        "function log(_: Function, context: ClassDecoratorContext) { console.log(context.name) }",
        "@log\nclass Shown {}\nnew Shown(); paint()",
      ],
    ],
    ["lines that a semicolon would part", ["const a = 1\na", "(2)", "const f = () => 1\nf", "[1].length"]],
  ])("%s", async (_, cells) => {
    expect(await folder.problems(...cells)).toEqual([])
  })
})

describe("what is wrong", () => {
  test.each([
    ["a type", ["const a = 1", "const b: string = a"], ["1: b: Type 'number' is not assignable to type 'string'."]],
    ["a name that nothing defines", ["console.log(nothing)"], ["0: nothing: Cannot find name 'nothing'."]],
    [
      "a name used before it is defined in its own cell",
      ["own\nconst own = 1"],
      [
        "0: own: Block-scoped variable 'own' used before its declaration.",
        "0: own: Variable 'own' is used before being assigned.",
      ],
    ],
    [
      "an element that may be missing",
      ["// @task read for=\"day of ['a']\" failures=keep\nconst size = day.length", "const sum = size[0].toFixed()"],
      ["1: size[0]: Object is possibly 'undefined'."],
    ],
    [
      "a result that may be missing, as it is and as plain cells make something of it",
      [
        '// @task one when="1 > 0"\nconst a = 1',
        "const plain = a + 1",
        "// @task join upstream=noneFailed\nconst b = a.toFixed()\nconst c = plain.toFixed()",
      ],
      ["2: a: 'a' is possibly 'undefined'.", "2: plain: 'plain' is possibly 'undefined'."],
    ],
    [
      "a result that may be missing, in a directive's code",
      ["// @task one\nconst a = [1]", '// @task join upstream=allDone for="x of a.map(String)"\nx'],
      ["1: a: 'a' is possibly 'undefined'."],
    ],
    [
      "in a label, and in what is taken apart",
      ['// @task t for="{ id, nam } of [{ id: 1, name: 2 }]" label="id.trim()"\nid'],
      [
        "0: nam: Property 'nam' does not exist on type '{ id: number; name: number; }'.",
        "0: trim: Property 'trim' does not exist on type 'number'.",
      ],
    ],
    [
      "within a for= task",
      ["const days = ['a']", '// @task t for="day of days"\nconst n: number = day'],
      ["1: n: Type 'string' is not assignable to type 'number'."],
    ],
    [
      "in a directive's own code",
      ["const rows = [1]", '// @task t when="rows.size > 0"\nrows'],
      ["1: size: Property 'size' does not exist on type 'number[]'."],
    ],
    [
      "in the list of a for=",
      ['// @task t for="day of dayz"\nday'],
      ["0: dayz: Cannot find name 'dayz'. Did you mean 'day'?"],
    ],
    [
      "a parameter of the wrong type",
      ['// @parameters\nconst method: "a" | "b" = "c"'],
      [`0: "c": Type '"c"' is not assignable to type '"a" | "b"'.`],
    ],
    [
      "a hook's name outside of the hook",
      ["// @on success\nconst mine = 1\nmine", "mine"],
      ["1: mine: Cannot find name 'mine'."],
    ],
    ["with Windows' line ends", ["// @task t\r\nconst a: string[] = [1]\r\n", "a"], ["0: 1: Type 'number' is not"]],
    [
      "beside a cell that isn't to be checked",
      ["// @ts-nocheck\nconst a: string = 1", "const b: string = 1"],
      ["1: b: "],
    ],
    ["below a comment about the next line at another cell's end", ["// @ts-ignore", "const b: string = 1"], ["1: b: "]],
    ...["const b = (\n  ]\nconst c = 2", "const b = `a ${", "/* a", "const b = 'a", "function f() {"].map(
      (broken): [string, string[], string[]] => [
        `beside ${JSON.stringify(broken)}`,
        ["const a = 1", broken, "const d: string = a"],
        ["2: d: Type 'number' is not assignable to type 'string'."],
      ],
    ),
    [
      "in a cell that can't be parsed",
      ["const a = 1", "a.nothing\nconst b = {"],
      ["1: nothing: Property 'nothing' does not exist on type '1'."],
    ],
  ])("%s", async (_, cells, expected) => {
    const found = await folder.problems(...cells)
    expect(found).toEqual(expected.map((text) => expect.stringContaining(text)))
  })

  test("is on the right line after a cell came before", async () => {
    const wrong = "const a = 1\n\nconst b: string = a"
    expect(await folder.diagnostics(wrong)).toMatchObject([
      { cell: 0, range: { start: { line: 2, character: 6 } } },
      {},
    ])
    expect(await folder.diagnostics("// more\nconst c = 1\nc", wrong)).toMatchObject([
      { cell: 1, range: { start: { line: 2, character: 6 } } },
      {},
    ])
  })

  test("is a hint where a name isn't used, once", async () => {
    const found = await folder.diagnostics(
      "const days = ['a']",
      '// @task t for="day of days"\nconst unread = day',
      "import { join } from 'node:path'",
    )
    expect(found.map(({ cell, message, severity, isUnnecessary }) => [cell, message, severity, isUnnecessary])).toEqual(
      [
        [1, "'unread' is declared but its value is never read.", "hint", true],
        [2, "'join' is declared but its value is never read.", "hint", true],
      ],
    )
  })
})

const query = "class Query { async collect() { return 1 }; collectSync() { return 1 } }"

describe("a result that can't be handed on", () => {
  test.each([
    [
      "a promise",
      "const p = Promise.resolve(1)",
      "p is a promise, which can't be handed on to the cells that read 'p'. Put `await` before it.",
    ],
    ["a function", "const p = [() => 1][0]!", "p is a function"],
    ["a function in a list", "const p = [1].map(() => () => 1)", "p[] is a function"],
    ["a symbol", "const p: symbol = Symbol.iterator", "p is a symbol"],
    [
      "a WeakMap",
      "const p = new WeakMap<object, number>()",
      "p is a WeakMap, whose entries can't be listed, so it can't be handed on to",
    ],
    [
      "a WeakSet",
      "const p = new WeakSet()",
      "p is a WeakSet, whose elements can't be listed, so it can't be handed on to",
    ],
    ["a symbol in a Map", "const p = new Map([[1, Symbol.iterator as symbol]])", "p.values()[] is a symbol"],
    ["a function in an object", "const p = { deep: { f: () => 1, g() {} } }", "p.deep.f is a function"],
    ["shared memory", "const p = new SharedArrayBuffer(1)", "p is memory shared between threads"],
    [
      "an array in shared memory",
      "const p = new Uint8Array(new SharedArrayBuffer(1))",
      "p is memory shared between threads",
    ],
    ["an instance of a class without methods", "const p = new Plain(1)", "p is an instance of the class Plain, which"],
    ["instances in a list", "const p = [new Plain(4)]", "p[] is an instance of the class Plain"],
    [
      "an instance in an object",
      "const p = { deep: { q: new Plain(3) } }",
      "p.deep.q is an instance of the class Plain",
    ],
    ["instances in a Map", "const p = new Map<string, Plain>()", "p.values()[] is an instance of the class Plain"],
    ["instances in a Set", "const p = new Set<Plain | null>()", "p[] is an instance of the class Plain"],
    [
      "instances in an interface's object",
      "interface Row { a: Plain }\nconst p: Row = { a: new Plain(1) }",
      "p has in it an instance of the class Plain",
    ],
    ["a query that hasn't run", "const p = new Query()", "p is a query of polars that hasn't run"],
    ["a generator", "const p = (function* () { yield 1 })()", "p is a generator"],
    ["an open file", "const p = await (await import('node:fs/promises')).open('a')", "p is an open file"],
    [
      "a stream in an object",
      "const p = { out: (await import('node:fs')).createWriteStream('a') }",
      "p.out is a stream or an open connection",
    ],
    ["a socket", "const p = (await import('node:net')).connect(1)", "p is a stream or an open connection"],
    ["a response", "const p = await fetch('https://example.com')", "p is an instance of the class Response"],
    [
      "an instance of a class of the folder",
      "const p = new (await import('./shapes.ts')).Bare()",
      "p is an instance of the class Bare, which can't be handed on to the cells that read 'p'. Return plain data, say how to keep it with serializer(Bare, { store, revive })",
    ],
  ])("%s", async (_, code, expected) => {
    const classes = "class Plain { constructor(readonly x: number) {} }\n" + query
    const found = await folder.diagnostics(`// @task t\n${code}`, "console.log(p)", classes)
    const line = code.split("\n").length
    expect(found.filter(({ severity }) => severity !== "hint")).toMatchObject([
      {
        cell: 0,
        severity: "warning",
        message: expect.stringContaining(expected),
        range: { start: { line, character: 6 } },
      },
    ])
  })

  test.each([
    ["an interface", "interface Row { a: number, at: Date }", "const p: Row[] = []"],
    [
      "an object that a class makes",
      "class Maker { make() { return { a: 1 } }\nlist() { return [this.make()] } }",
      "const p = [new Maker().make()]",
    ],
    ["a class that extends another", "class Two extends Array<number> { b = 1 }", "const p = [new Two()]"],
    ["what has any names", "const names: { [name: string]: () => number } = {}", "const p = names"],
    [
      "errors, addresses, patterns",
      "",
      "const p = [new Error('x'), new URL('a:b'), /x/, new Uint8Array(1), new DataView(new ArrayBuffer(1)), Buffer.from('')]",
    ],
    ["parameters of an address", "", "const p = { at: new Date(), map: new Map([[1, { a: new Set([1n]) }]]) }"],
    [
      "a class with a serializer in a cell",
      "class Kept { a = 1; b() {} }\nserializer(Kept, { store: (kept) => kept.a, revive: () => new Kept() })",
      "const p = [new Kept()]",
    ],
    [
      "a class with a serializer in a module",
      "import { Registered } from './registered.ts'",
      "const p = new Registered()",
    ],
  ])("isn't %s", async (_, plain, code) => {
    expect(await folder.problems(plain, `// @task t\n${code}`, "console.log(p)")).toEqual([])
  })

  test("an instance of a class of a cell", async () => {
    const found = await folder.problems(
      "class Own { a = 1; b() { return 2 } }",
      "// @task t\nconst own = new Own()",
      "own.b()",
    )
    expect(found).toEqual([expect.stringContaining("1: own: own is an instance of the class Own")])
  })
})

test("takes a file as it stands in an editor, saved or not", async () => {
  await using own = await FlowFolder.with({ "value.ts": "export const value: number = 1\n" })
  const path = join(own.path, "value.ts")
  const cells = ["import { value } from './value.ts'", "const text: string = value\ntext"]
  expect(await own.problems(...cells)).toHaveLength(1)
  expect(own.language.showFile(path, "typescript", "export const value: string = ''\n")).toBe(true)
  expect(await own.problems(...cells)).toEqual([])
  own.language.hideFile(path)
  expect(await own.problems(...cells)).toHaveLength(1)
  expect(own.language.showFile(join(own.path, "other.ts"), "typescript", "")).toBe(false)
})

test("knows two notebooks of a folder, each with its own names", async () => {
  await using own = await FlowFolder.with({})
  const other = own.language.open(own.path, "other.tsnb")
  expect(await own.problems("const a = 1\na", "b")).toEqual(["1: b: Cannot find name 'b'."])
  const view = other.view(["const b: string = 1", "a"])
  const found = await diagnosticsOf(own.language, other, view)
  expect(found.filter(({ severity }) => severity === "error").map(({ cell, message }) => [cell, message])).toEqual([
    [0, "Type 'number' is not assignable to type 'string'."],
    [1, "Cannot find name 'a'."],
  ])
  other.close()
  expect(await own.problems("const a = 1\na", "b")).toEqual(["1: b: Cannot find name 'b'."])
})

test("goes on with one server while notebooks of several folders are opened and closed", async () => {
  await using first = await FlowFolder.with({})
  await using second = await FlowFolder.with({})
  const folders = [first.path, second.path]
  const said: string[] = []
  const language = new FlowLanguage({ folder: first.path, log: (text) => said.push(text) })
  try {
    for (const folder of [...folders, ...folders]) {
      const notebook = language.open(folder, "one.tsnb")
      const found = await diagnosticsOf(language, notebook, notebook.view(["const a: string = 1\na"]))
      expect(found.map(({ message }) => message)).toEqual(["Type 'number' is not assignable to type 'string'."])
      notebook.close()
    }
    expect(said).toEqual([])
  } finally {
    await language.close()
  }
})

test("answers again after its server was killed, and rests when that happens again and again", async () => {
  await using own = await FlowFolder.with({})
  const others = new Set(await childrenOf(process.pid))
  expect(await own.problems("const a: string = 1\na")).toHaveLength(1)
  await killNew(others)
  expect(await own.problems("const a: string = 1\na")).toHaveLength(1)
  const again = async (): Promise<void> => {
    for (let deaths = 0; deaths < 6; deaths++) {
      await killNew(others)
      await own.problems("const a = 1\na")
    }
  }
  await expect(again()).rejects.toThrow(ServerRestsError)
  await own.language.restart()
  expect(await own.problems("const a: string = 1\na")).toHaveLength(1)
})

test("knows what a subflow gives, and packages that tsnb brings, as far as that can be", async () => {
  await using own = await FlowFolder.with({})
  const cells = [
    "import { DataFrame } from 'danfojs-node'",
    "// @task t\nconst { rows } = await subflow('./other.tsnb')",
    "new DataFrame(rows.slice(1))",
  ]
  expect(await own.problems(...cells)).toEqual([])
})

describe("subflows", () => {
  const prepare = `// %%
import { basename } from "node:path"
interface Row { name: string; at: Date }

// %%
// @task read for="name of ['a', 'b']"
const rows: Row = { name: basename(name), at: new Date() }

// %%
// @task counted
const count = rows.length
const plain = () => count
`

  test("give what their tasks define, with its types", async () => {
    await folder.write("prepare.tsnb", prepare)
    await folder.write("deep/other.tsnb", "// %%\n// @task one\nconst one = { two: 3 }\n")
    const found = await folder.problems(
      `// @task a\nconst { rows, count } = await subflow("./prepare.tsnb", { month: 1 })\nconst times: Date[] = rows.map(({ at }) => at)\nconst wrong: string = count`,
      `// @task b\nconst { missing } = await subflow("prepare.tsnb")`,
      `// @task c\nconst some = await subflow('deep/other.tsnb', {}, { names: ["one"] })\nsome.one.two.toFixed()\nsome.one.three`,
      `// @task d\nconst told = await subflow<{ x: number }>("anything")\ntold.x.toFixed()\nconst other = await subflow(process.argv[2] ?? "")\nother.whatever.more`,
      `// @task e\nconst chosen = await subflow("./prepare.tsnb", {}, { names: ["count"] })\nchosen.rows`,
    )
    expect(found).toEqual([
      "0: wrong: Type 'number' is not assignable to type 'string'.",
      expect.stringMatching(/^1: missing: Property 'missing' does not exist on type/),
      expect.stringMatching(/^2: three: Property 'three' does not exist/),
      expect.stringMatching(/^4: rows: Property 'rows' does not exist/),
    ])
  })

  test("follow their files", async () => {
    await folder.write("changing.tsnb", "// %%\n// @task one\nconst one = 1\n")
    const cell = `// @task a\nconst { one } = await subflow("./changing.tsnb")\nconst a: number = one`
    expect(await folder.problems(cell)).toEqual([])
    await folder.write("changing.tsnb", '// %%\n// @task one\nconst one = "one, as text"\n')
    expect(await folder.problems(cell)).toEqual(["0: a: Type 'string' is not assignable to type 'number'."])
  })

  test("that can't be read are of any type", async () => {
    expect(await folder.problems(`// @task a\nconst { one } = await subflow("./nowhere.tsnb")\none.two`)).toEqual([])
  })
})

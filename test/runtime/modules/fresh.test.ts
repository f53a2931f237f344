import { afterEach, describe, expect, test } from "vitest"
import { AttemptProcess, type Attempted } from "../trace/attemptProcess.ts"
import { summary } from "../trace/summary.ts"

let cell: AttemptProcess

function notebook(files: Record<string, string>): AttemptProcess {
  cell = new AttemptProcess(files)
  return cell
}

afterEach(() => cell[Symbol.asyncDispose]())

function loading(name: string, file: string): string {
  return `return require('${name}').load('${file}')`
}

/** Runs the code in one process again and again. */
async function attempts(code: string, count = 3): Promise<readonly Attempted[]> {
  const all: Attempted[] = []
  for (let index = 0; index < count; index++) all.push(await cell.attempt(code))
  return all
}

describe("each attempt finds local modules as a new process would", () => {
  test.each<[what: string, files: Record<string, string>, code: string, value: unknown]>([
    [
      "a counter",
      { "h.ts": "let count = 0; export const next = (): number => ++count" },
      "const { next } = await import('./h.ts'); next(); return next()",
      2,
    ],
    [
      "a counter in CommonJS",
      { "h.cjs": "let count = 0; exports.next = () => ++count" },
      "const { next } = require('./h.cjs'); next(); return next()",
      2,
    ],
    [
      "where another module is",
      {
        "h.mjs": "let count = 0; export const next = () => ++count",
        "where.mjs": "export const where = (name) => import.meta.resolve(name).split('/').pop()",
      },
      "(await import('./h.mjs')).next(); return (await import('./where.mjs')).where('./h.mjs')",
      "h.mjs",
    ],
    [
      "one instance, required and imported",
      { "h.cjs": "let count = 0; exports.next = () => ++count" },
      "require('./h.cjs').next(); return (await import('./h.cjs')).default.next()",
      2,
    ],
    [
      "one instance, imported and required",
      { "h.cts": "let count = 0; export const next = (): number => ++count" },
      "(await import('./h.cts')).default.next(); return require('./h.cts').next()",
      2,
    ],
    [
      "one instance for all who import it, however late",
      {
        "a.ts": "import { next } from './h.ts'; export const more = async () => { next(); return import('./b.ts') }",
        "b.ts": "export { next } from './h.ts'",
        "h.ts": "let count = 0; export const next = (): number => ++count",
      },
      "const { next } = await (await import('./a.ts')).more(); next(); return (await import('./h.ts')).next()",
      3,
    ],
    [
      "CommonJS below ES modules",
      {
        "a.mjs": "import h from './h.cjs'; export const f = () => h.next()",
        "h.cjs": "let n = 0; exports.next = () => ++n",
      },
      "return (await import('./a.mjs')).f() + (await import('./a.mjs')).f()",
      3,
    ],
    [
      "ES modules below CommonJS",
      {
        "a.cjs": "exports.f = async () => (await import('./h.mjs')).next()",
        "h.mjs": "let n = 0; export const next = () => ++n",
      },
      "return (await require('./a.cjs').f()) + (await require('./a.cjs').f())",
      3,
    ],
    [
      "a singleton",
      {
        "h.ts":
          "export class S { static #instance?: S; #n = 0; static get(): S { return (S.#instance ??= new S()) } next() { return ++this.#n } }",
      },
      "const { S } = await import('./h.ts'); S.get().next(); return S.get().next()",
      2,
    ],
    [
      "a closure",
      { "h.ts": "const make = () => { let n = 0; return () => ++n }; export const next = make()" },
      "const { next } = await import('./h.ts'); next(); return next()",
      2,
    ],
    ...["h.mjs", "h.js", "h.ts"].map((name): [string, Record<string, string>, string, number] => [
      `an ES module, required and imported (${name})`,
      { [name]: "let n = 0; export const next = () => ++n" },
      `require('./${name}').next(); (await import('./${name}')).next(); return require('./${name}').next()`,
      3,
    ]),
    [
      "an ES module that a required one imports",
      { "h.mts": "export { next } from './i.mts'", "i.mts": "let n = 0; export const next = () => ++n" },
      "require('./h.mts').next(); return (await import('./i.mts')).next()",
      2,
    ],
    [
      "where a required ES module and its error say that they are",
      {
        "h.ts":
          "export let n = 0; export const add = () => n++; export const where = () => { const at = new Error().stack; return [import.meta.url, import.meta.filename, at?.split('\\n')[1]].join().replaceAll(/[^, (]*[\\/]/g, '') }",
      },
      "return require('./h.ts').where()",
      "h.ts,h.ts,    at Module.where (h.ts:1:89)",
    ],
    ["required JSON", { "d.json": '{"n":1}' }, "return ++require('./d.json').n + require('./d.json').n", 4],
    [
      "imported JSON",
      { "d.json": '{"n":1}' },
      "(await import('./d.json')).default.n++; return (await import('./d.json')).default.n",
      2,
    ],
    [
      "JSON, imported and required",
      { "d.json": '{"n":1}' },
      "(await import('./d.json')).default.n++; return require('./d.json').n++ + (await import('./d.json')).default.n",
      5,
    ],
    [
      "JSON of a module",
      { "h.ts": "import d from './d.json'; export const next = () => ++d.n", "d.json": '{"n":1}' },
      "return (await import('./h.ts')).next()",
      2,
    ],
    [
      "a module's own URL",
      { "h.ts": "export let n = 0; export const add = () => n++; export const url = import.meta.url" },
      "(await import('./h.ts')).add(); return (await import('./h.ts')).url.split('/').at(-1)",
      "h.ts",
    ],
    [
      "a variable that a module sets, and one that a cell sets before",
      { "h.ts": "process.env.SEEN = `${process.env.SEEN ?? 'none'} h`; export const seen = process.env.SEEN" },
      "const { seen } = await import('./h.ts'); process.env.SEEN = 'cell'; return seen",
      "none h",
    ],
  ])("%s", async (_, files, code, value) => {
    notebook(files)
    const all = await attempts(code)
    expect(all.map((attempted) => attempted.error ?? attempted.value)).toEqual([value, value, value])
    expect(all.map(({ stale, spoiled, old }) => [stale, spoiled, old])).toEqual(Array(3).fill(Array(3).fill(undefined)))
    const [first, ...later] = all.map(summary)
    for (const trace of later) expect(trace).toEqual(first)
  })

  test("while what is shown to keep nothing stays loaded", async () => {
    notebook({ "h.ts": "export const f = (): void => {}; export class A {}", "a.ts": "export { f } from './h.ts'" })
    const code = "const same = globalThis.f; globalThis.f = (await import('./a.ts')).f; return same === globalThis.f"
    expect((await attempts(code, 2)).map(({ value }) => value)).toEqual([false, true])
  })
})

describe("what a module keeps of a file", () => {
  test.each<[string, string]>([
    [
      "a closure",
      "const make = () => { let text: string | undefined; return () => (text ??= read()) }; export const load = make()",
    ],
    [
      "a singleton",
      "export class S { static #i?: S; text = read(); static get() { return (this.#i ??= new S()) } } export const load = () => S.get().text",
    ],
    ["its exports", "export const load = () => (load.text ??= read())"],
    ["globalThis", "export const load = () => (globalThis.text ??= read())"],
  ])("%s is never old", async (_, code) => {
    notebook({
      "h.ts": `// @ts-nocheck\nimport { readFileSync } from 'node:fs'; const read = () => readFileSync('f.txt', 'utf8'); ${code}`,
      "f.txt": "1",
    })
    const load = "const { load } = await import('./h.ts'); delete globalThis.text; return load()"
    for (const value of ["1", "2"]) {
      cell.write({ "f.txt": value })
      const attempted = await cell.attempt(load)
      expect(attempted.value).toBe(value)
      expect(summary(attempted)).toEqual(["file f.txt", "file h.ts"])
    }
  })
})

describe("a process has to make place for another", () => {
  test.each<[string, Record<string, string>, string, RegExp]>([
    [
      "a module that changes a package",
      { "h.ts": "import hub from 'hub'; hub.add(1)" },
      "await import('./h.ts')",
      /h\.ts changes/,
    ],
    [
      "a module that changes a package by another's function",
      {
        "h.ts": "import { add } from './add.ts'; add(1)",
        "add.ts": "import hub from 'hub'; export const add = (x) => { hub.add(x) }",
      },
      "await import('./h.ts')",
      /h\.ts may change something of a package by .*add\.ts/,
    ],
    [
      "a package that imported a local module",
      { "h.mjs": "export let n = 0; export const next = () => ++n" },
      "await (await import('hub')).default.load(require('path').resolve('h.mjs'))",
      /package .*hub/,
    ],
  ])("after %s", async (_, files, code, why) => {
    notebook({
      ...files,
      "node_modules/hub/package.json": '{"name":"hub","version":"1.0.0","type":"module","exports":"./main.js"}',
      "node_modules/hub/main.js":
        "const all = []; export default { add: (x) => all.push(x), load: (path) => import(path) }",
    })
    const attempted = await cell.attempt(code)
    expect(attempted.error).toBeUndefined()
    expect(attempted.spoiled).toMatch(why)
  })

  test.each(["h.mjs", "h.cjs"])("when a package doesn't take what %s does twice", async (name) => {
    const hub = "hub/index.js"
    notebook({
      "node_modules/hub/package.json": '{"name":"hub","version":"1.0.0"}',
      [`node_modules/${hub}`]:
        "const taken = new Set(); exports.define = (name) => { if (taken.has(name)) throw new Error('twice'); taken.add(name); return name }",
      "h.mjs": "import { define } from 'hub'; export const x = define('a')",
      "h.cjs": "exports.x = require('hub').define('a')",
    })
    const first = await cell.attempt(`return (await import('./${name}')).x`)
    expect(first).toMatchObject({ value: "a" })
    expect([first.old, first.spoiled]).toEqual([undefined, undefined])
    expect((await cell.attempt(`await import('./${name}').catch(() => 0)`)).old).toBe(true)
  })

  test("after a thousand modules were loaded again", async () => {
    const files = Array.from(
      { length: 501 },
      (_, index) => [`h${index}.cjs`, "let n = 0; exports.f = () => n++"] as const,
    )
    notebook(Object.fromEntries(files))
    const code = "for (let i = 0; i < 501; i++) require(`./h${i}.cjs`)"
    const [first, second] = await attempts(code, 2)
    expect(first?.spoiled).toBeUndefined()
    expect(second?.spoiled).toMatch(/very often/)
  })
})

test("a variable that a package sets when it is loaded is there for those who import it, and for nobody else", async () => {
  notebook({
    "node_modules/sets/package.json": '{"name":"sets","version":"1.0.0"}',
    "node_modules/sets/index.js": "process.env.SET ??= 'package'",
    "h.mjs": "import 'sets'; export const x = () => process.env.SET",
  })
  const importing = ["require('sets'); return process.env.SET", "return (await import('./h.mjs')).x()"]
  for (const code of [...importing, ...importing]) {
    expect(await cell.attempt("return process.env.SET ?? 'none'")).toMatchObject({ value: "none", trace: [{}] })
    const attempted = await cell.attempt(code)
    expect(attempted).toMatchObject({ value: "package" })
    expect(summary(attempted)).toContain("package sets 1.0.0")
    expect(attempted.stale).toBeUndefined()
  }
})

describe("what packages read", () => {
  const packages = {
    "node_modules/keeps/package.json": '{"name":"keeps","version":"1.0.0"}',
    "node_modules/keeps/index.js":
      "const fs = require('fs'); const kept = new Map(); exports.load = (p) => { if (!kept.has(p)) kept.set(p, fs.readFileSync(p, 'utf8')); return kept.get(p) }; exports.key = () => process.env.KEEPS_KEY",
    "node_modules/reads/package.json": '{"name":"reads","version":"1.0.0"}',
    "node_modules/reads/index.js":
      '"use strict"; Object.defineProperty(exports, "__esModule", { value: true }); exports.load = void 0; const fs_1 = require("fs"); const load = (p) => fs_1.readFileSync(p, "utf8"); exports.load = load;',
    "a.txt": "1",
    "b.txt": "1",
  }

  test("counts for every later attempt that loads a package that may keep it", async () => {
    notebook(packages)
    expect(summary(await cell.attempt(loading("keeps", "a.txt")))).toEqual(["file a.txt", "package keeps 1.0.0"])
    expect(summary(await cell.attempt(loading("keeps", "a.txt")))).toEqual(["file a.txt", "package keeps 1.0.0"])
    expect(summary(await cell.attempt("require('keeps'); return 1"))).toContain("file a.txt")
    expect(summary(await cell.attempt("return 1"))).toEqual([])
    cell.write({ "a.txt": "2" })
    expect((await cell.attempt("")).stale).toBe("file a.txt")
  })

  test("by variables, too", async () => {
    notebook(packages)
    await cell.attempt("require('keeps').key()")
    expect(summary(await cell.attempt("require('keeps')"))).toEqual(["package keeps 1.0.0", "variable KEEPS_KEY null"])
  })

  test("counts for its attempt alone when the package is shown to keep nothing", async () => {
    notebook(packages)
    expect(summary(await cell.attempt(loading("reads", "a.txt")))).toEqual(["file a.txt", "package reads 1.0.0"])
    expect(summary(await cell.attempt(loading("reads", "b.txt")))).toEqual(["file b.txt", "package reads 1.0.0"])
  })

  test("counts when a local module hands it what it has read", async () => {
    notebook({
      ...packages,
      "node_modules/store/package.json": '{"name":"store","version":"1.0.0"}',
      "node_modules/store/index.js": "module.exports = new Map()",
      "h.cjs":
        "const fs = require('fs'); const store = require('store'); exports.load = (p) => { if (!store.has(p)) { store.set(p, fs.readFileSync(p, 'utf8')) } return store.get(p) }",
    })
    const code = "return require('./h.cjs').load('a.txt')"
    for (const attempted of await attempts(code, 2)) expect(summary(attempted)).toContain("file a.txt")
    cell.write({ "a.txt": "2" })
    expect((await cell.attempt("")).stale).toBe("file a.txt")
  })
})

/** The files in a trace. */
function files(attempted: Parameters<typeof summary>[0]): readonly string[] {
  return summary(attempted).filter((line) => line.startsWith("file "))
}

describe("CommonJS modules that share a file", () => {
  test.each(["shared.cjs", "shared.js", "shared.cts", "shared.json"])("%s is in the trace of each", async (shared) => {
    notebook({
      [shared]: shared.endsWith("json") ? '{"x":1}' : "exports.x = 1",
      "a.cjs": `exports.x = require('./${shared}').x`,
      "b.cts": `exports.x = require('./${shared}').x`,
      "c.js": `exports.x = require('./${shared}').x`,
      "d.cjs": `exports.x = () => require('./${shared}').x`,
    })
    expect(files(await cell.attempt("return require('./a.cjs').x"))).toEqual(["file a.cjs", `file ${shared}`])
    expect(files(await cell.attempt("return require('./b.cts').x"))).toEqual(["file b.cts", `file ${shared}`])
    expect(files(await cell.attempt("return (await import('./c.js')).x"))).toEqual(["file c.js", `file ${shared}`])
    expect(files(await cell.attempt("return require('./d.cjs').x()"))).toEqual(["file d.cjs", `file ${shared}`])
    const both = await cell.attempt("return require('./a.cjs').x + require('./b.cts').x")
    expect(files(both)).toEqual(["file a.cjs", "file b.cts", `file ${shared}`])
  })

  test("a module whose syntax error was caught", async () => {
    notebook({ "h.ts": "export const x = ;" })
    const code = "return import('./h.ts').then((h) => h.x, () => 'broken')"
    const attempted = await cell.attempt(code)
    expect(attempted.value).toBe("broken")
    expect(summary(attempted)).toEqual(["file h.ts"])
    cell.write({ "h.ts": "export const x = 1" })
    expect(await cell.attempt(code)).toMatchObject({ value: 1 })
  })
})

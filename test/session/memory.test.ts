import { describe, expect, test } from "vitest"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { TestNotebook } from "../support/flow.ts"
import { TestLiveNotebook } from "../support/liveNotebook.ts"

/** Tasks with this code, one after the other, each of which prints what it makes. */
function chain(code: string, count = 3): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const after = index === 0 ? "" : ` after=t${index - 1}`
    return `// @task t${index}${after}\n${code.replaceAll("@", String(index))}`
  })
}

/** The code as a function's, so that its names are those of its task alone. */
function counting(code: string): readonly string[] {
  return chain(`const r@ = await (async () => { ${code} })()\nconsole.log(r@)`)
}

/** A task that says that its child processes read nothing. */
const withoutHint = (source: string): string => source.replace(/^(\/\/ @task .*)$/m, "$1 reads=[]")

const files: Record<string, string> = {
  "counter.ts": "let count = 0; export const next = (): number => ++count",
  "counter.cjs": "let count = 0; exports.next = () => ++count",
  "single.ts": "export class S { static #i?: S; n = 0; static get(): S { return (this.#i ??= new S()) } }",
  "settings.json": '{ "n": 0 }',
  "patched.ts": "Array.prototype.tsnbLast = function () { return 1 }; export const f = () => 1",
}

describe("tasks find nothing of what those before them left, however many workers there are", () => {
  test.each<[what: string, imports: string, code: string, printed: string]>([
    ["a counter of a module", 'import { next } from "./counter.ts"', "next(); return next()", "2"],
    ["a counter in CommonJS", 'const { next } = require("./counter.cjs")', "next(); return next()", "2"],
    ["a singleton", 'import { S } from "./single.ts"', "return ++S.get().n", "1"],
    ["JSON", 'import settings from "./settings.json"', "return ++settings.n", "1"],
    ["required JSON", "", "return ++require('./settings.json').n", "1"],
    ["globalThis", "", "return (globalThis.n = (globalThis.n ?? 0) + 1)", "1"],
    ["a symbol of globalThis", "", "const s = Symbol.for('n'); return (globalThis[s] = (globalThis[s] ?? 0) + 1)", "1"],
    [
      "a method that a task adds",
      "",
      "const had = 'x' in []; Object.defineProperty(Array.prototype, 'x', { value: 1, configurable: true }); return had",
      "false",
    ],
    [
      "a getter that a task adds",
      "",
      "const had = 'x' in {}; Object.defineProperty(Object.prototype, 'x', { get: () => 1, configurable: true }); return had",
      "false",
    ],
    ["a function that a task replaces", "", "const r = Math.max(1, 2); Math.max = () => 9; return r", "2"],
    [
      "what a module adds when a task imports it",
      "",
      "const had = 'tsnbLast' in []; await import('./patched.ts'); return had",
      "false",
    ],
    [
      "the working folder",
      "",
      "const { basename } = process.getBuiltinModule('path'); const here = basename(process.cwd()); process.chdir('/'); return here.startsWith('tsnb-test')",
      "true",
    ],
    ["listeners", "", "const n = process.listenerCount('tsnbTest'); process.on('tsnbTest', () => {}); return n", "0"],
    ["the mask of new files", "", "const before = process.umask(0o7); return before === 0o7", "false"],
    ["counters of the console", "", "console.count('n')", "undefined"],
    [
      "an interval that doesn't keep the process",
      "",
      "const n = globalThis.ticks ?? 0; setInterval(() => { globalThis.ticks = 1 }, 1).unref(); return n",
      "0",
    ],
    [
      "how values are shown",
      "",
      "const { inspect } = require('util'), n = inspect({ a: { b: {} } }); inspect.defaultOptions.depth = 0; return n",
      "{ a: { b: {} } }",
    ],
    [
      "a method that a task gives all emitters",
      "",
      "const { prototype } = require('events'), had = 'x' in prototype; Object.assign(prototype, { x: 1 }); return had",
      "false",
    ],
    ["the limit of stacks", "", "const n = Error.stackTraceLimit; Error.stackTraceLimit = 3; return n === 3", "false"],
  ])("%s", async (_, imports, code, printed) => {
    using notebook = new TestNotebook(...(imports ? [imports] : []), ...counting(code))
    for (const [name, content] of Object.entries(files)) notebook.write(name, content)
    const { state, log, errors } = await notebook.run()
    expect(errors).toEqual({})
    expect(state).toBe("completed")
    expect(log.filter((line) => !line.includes("n: "))).toEqual([0, 1, 2].map((index) => `t${index}: ${printed}`))
    const counts = log.filter((line) => line.includes("n: "))
    expect(counts.every((line) => line.endsWith("n: 1"))).toBe(true)
  })
})

describe("the workers' processes", () => {
  const process = "return process.pid"

  test.each([
    "next(); console.log",
    "setTimeout(() => {}, 0).unref(); await new Promise((go) => setTimeout(go, 5))",
    "await require('node:timers/promises').setTimeout(1, 0, { signal: AbortSignal.timeout(100_000) })",
    "const server = require('node:net').createServer().listen(0).unref(); server.close()",
    "require('node:fs').watch('.').unref().close()",
  ])("stay for tasks that leave nothing behind: %s", async (code) => {
    using notebook = new TestNotebook('import { next } from "./counter.ts"', ...counting(`${code}; ${process}`))
    notebook.write("counter.ts", files["counter.ts"] ?? "")
    const { log, errors } = await notebook.run()
    expect(errors).toEqual({})
    expect(new Set(log.map((line) => line.slice(4))).size).toBe(1)
  })

  test.each([
    "globalThis.left = 1",
    "setTimeout(() => {}, 100_000).unref()",
    "void require('node:timers/promises').setTimeout(100_000, 0, { ref: false })",
    "AbortSignal.timeout(100_000).addEventListener('abort', () => {})",
    "require('node:net').createServer().listen(0).unref()",
    "const server = require('node:net').createServer((end) => end.unref()).listen(0); await require('node:events').once(server.unref(), 'listening'); await require('node:events').once(require('node:net').connect(server.address().port).unref(), 'connect'); server.close()",
    "require('node:child_process').spawn('sleep', ['5'], { stdio: 'ignore' }).unref()",
    "new (require('node:worker_threads').Worker)('setTimeout(() => {}, 5_000)', { eval: true }).unref()",
    "require('node:fs').watch('.', { persistent: false })",
    "process.on('exit', () => {})",
    "await import('./package.ts')",
  ])("make place for others after %s", async (code) => {
    using notebook = new TestNotebook(...counting(`${code}; ${process}`).map(withoutHint))
    notebook.write("package.ts", "import dayjs from 'dayjs'; dayjs.extend(() => {})")
    notebook.package("dayjs", "module.exports = { extend() {} }")
    const { log, errors } = await notebook.run()
    expect(errors).toEqual({})
    expect(new Set(log.map((line) => line.slice(4))).size).toBe(3)
  })

  test.each([
    ["globalThis.mode = 'x'", "globalThis.mode", "x"],
    ["globalThis.double = (n: number) => n * 2", "globalThis.double(1)", "2"],
    ["Object.defineProperty(Array.prototype, 'ofCell', { value: 1, configurable: true })", "[].ofCell", "1"],
    ["import './setup.ts'", "globalThis.fromSetup", "yes"],
  ])("stay when plain cells set up %s", async (setup, read, value) => {
    using notebook = new TestNotebook(setup, ...counting(`return ${read} + " " + process.pid`))
    notebook.write("setup.ts", "globalThis.fromSetup = 'yes'")
    const { log, errors } = await notebook.run()
    expect(errors).toEqual({})
    expect(log.map((line) => line.split(" ")[1])).toEqual([value, value, value])
    expect(new Set(log.map((line) => line.split(" ")[2])).size).toBe(1)
  })

  test("stay when packages set up globals and listeners for themselves", async () => {
    using notebook = new TestNotebook('import { f } from "sets-up"', ...counting(`f(); ${process}`))
    notebook.package(
      "sets-up",
      "globalThis.__setsUp = {}; process.on('exit', () => {}); Object.defineProperty(Array.prototype, 'ofSetsUp', { value: 1 }); setInterval(() => {}, 50).unref(); exports.f = () => 1",
    )
    const { log, errors } = await notebook.run()
    expect(errors).toEqual({})
    expect(new Set(log.map((line) => line.slice(4))).size).toBe(1)
  })
})

describe("a changed file is never served from memory", () => {
  const kinds: readonly [string, string][] = [
    ["a memoised loader", "let text: string | undefined; export const load = (): string => (text ??= read())"],
    [
      "a closure",
      "const lazy = <T,>(make: () => T) => { let made: T | undefined; return () => (made ??= make()) }; export const load = lazy(read)",
    ],
    [
      "a singleton",
      "class S { static #i?: S; readonly text = read(); static get() { return (this.#i ??= new S()) } } export const load = () => S.get().text",
    ],
    ["a package's cache", "import { keep } from 'keeps'; export const load = () => keep('f', read)"],
  ]

  test.each(kinds)("by %s", async (_, code) => {
    using notebook = new TestNotebook(
      'import { load } from "./load.ts"',
      'import { writeFileSync } from "node:fs"',
      "// @task first\nconst a = load()\nconsole.log(a)",
      '// @task change after=first cache=off\nwriteFileSync("f.txt", "2")',
      "// @task second after=change\nconst b = load()\nconsole.log(b)",
      "// @task third after=second\nconst c = load()\nconsole.log(c)",
    )
    notebook.package(
      "keeps",
      "const kept = new Map(); exports.keep = (key, make) => { if (!kept.has(key)) kept.set(key, make()); return kept.get(key) }",
    )
    notebook.write(
      "load.ts",
      `import { readFileSync } from "node:fs"; const read = (): string => readFileSync("f.txt", "utf8"); ${code}`,
    )
    notebook.write("f.txt", "1")
    const { log, errors } = await notebook.run()
    expect(errors).toEqual({})
    expect(log).toEqual(["first: 1", "second: 2", "third: 2"])
    expect((await notebook.run()).ran).toEqual(["first", "change"])
    notebook.write("f.txt", "3")
    expect((await notebook.run()).log).toEqual(["first: 3"])
  })
})

test("instances of a class keep their class from task to task, though its module starts anew for each", async () => {
  using notebook = new TestNotebook(
    'import { Counted } from "./counted.ts"',
    "// @task one\nconst a = new Counted(1)",
    "// @task two\nconst b = [a, new Counted(2)]\nconsole.log(a instanceof Counted, Counted.made)",
    "// @task three\nconsole.log(b.every((each) => each instanceof Counted), Counted.made)",
  )
  notebook.write(
    "counted.ts",
    `export class Counted {
       static made = 0
       constructor(readonly n: number) { Counted.made++ }
       [Symbol.for("tsnb.store")](): unknown { return this.n }
       static [Symbol.for("tsnb.revive")](n: number): Counted { return new Counted(n) }
     }`,
  )
  const { log, errors } = await notebook.run()
  expect(errors).toEqual({})
  expect(log).toEqual(["two: true 2", "three: true 2"])
})

test("in Jupyter's kernel a task that runs again since a file changed computes with the new file, in a warm worker", async () => {
  await using live = new TestLiveNotebook()
  const write = (name: string, content: string): void => writeFileSync(join(live.folder, name), content)
  write(
    "load.ts",
    `import { readFileSync } from "node:fs"
     const make = () => { let text = ""; return (): string => { if (!text) text = readFileSync("f.txt", "utf8"); return text } }
     export const load = make()`,
  )
  await live.run('import { load } from "./load.ts"')
  for (const text of ["1", "2", "2", "3"]) {
    write("f.txt", text)
    expect(await live.results("// @task t\nconst a = load()", "a")).toEqual([undefined, `'${text}'`])
  }
})

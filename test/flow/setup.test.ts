import { describe, expect, test } from "vitest"
import { buildGraph } from "../../kernel/flow/buildGraph.ts"
import type { FlowGraph } from "../../kernel/flow/graph.ts"
import { isolationFor, setupOf } from "../../kernel/flow/setup/setup.ts"
import type { SetupStatement } from "../../kernel/flow/setup/setupStatement.ts"
import { workerPassage } from "../../kernel/flow/passage.ts"
import { sliceFor } from "../../kernel/flow/slice.ts"

function graphOf(...sources: string[]): FlowGraph {
  return buildGraph(
    "flow",
    sources.map((source, index) => ({ line: index * 100 + 1, source })),
  )
}

/** What a piece of set-up touches, in words: names, modules in brackets, `process`, `outside`. */
function reachOf({ names, modules, isEverywhere, isOutside }: SetupStatement): string {
  const parts = [...names, ...[...modules].map((module) => `<${module}>`)]
  return [...parts, ...(isEverywhere ? ["process"] : []), ...(isOutside ? ["outside"] : [])].join(" ")
}

function textOf({ cell, statement }: SetupStatement): string {
  return cell.source.slice(statement.start, statement.end)
}

/** The set-up of a cell; a task reads what it imports, so that nothing is for all just because nobody reads it. */
function setupIn(source: string): Record<string, string> {
  const names = "days random mode fs"
  const reader = `// @task reader\nconsole.log(${names.split(" ").join(", ")})`
  const imports = `import days from "days"\nimport random from "random"\nimport { mode } from "./mode.ts"\nimport fs from "node:fs"`
  return Object.fromEntries(
    setupOf(graphOf(imports, source, reader)).statements.map((one) => [textOf(one), reachOf(one)]),
  )
}

describe("set-up", () => {
  test.each<[source: string, expected: Record<string, string>]>([
    [`import "x"`, { 'import "x"': "process" }],
    [`import "node:fs"\nimport x from "x"`, {}],
    [`await import("./x.ts")`, { 'await import("./x.ts")': "process" }],
    [`process.env.A = "1"`, { 'process.env.A = "1"': "process" }],
    [`globalThis.a ??= 1`, { "globalThis.a ??= 1": "process" }],
    [`delete Array.prototype.at`, { "delete Array.prototype.at": "process" }],
    [`process.on("exit", () => {})`, { 'process.on("exit", () => {})': "process" }],
    [`process.loadEnvFile()`, { "process.loadEnvFile()": "process" }],
    [`days.extend(random)`, { "days.extend(random)": "<days>" }],
    [`mode("fast")`, { 'mode("fast")': "<./mode.ts>" }],
    [`const was = days.locale("de")`, { 'const was = days.locale("de")': "<days>" }],
    [`const text = days.format(1)`, {}],
    [`serializer(random, { store, revive })`, { "serializer(random, { store, revive })": "process" }],
    [`import { serializer } from "tsnb"\nserializer(random, how)`, { "serializer(random, how)": "process" }],
    [`days.defaults.zone = "UTC"`, { 'days.defaults.zone = "UTC"': "<days>" }],
    [`if (days.ready) days.extend(random)`, { "if (days.ready) days.extend(random)": "<days>" }],
    [`for (const x of [1]) random.seed(x)`, { "for (const x of [1]) random.seed(x)": "<random>" }],
    [`[1].forEach((x) => random.seed(x))`, { "[1].forEach((x) => random.seed(x))": "<random>" }],
    [`function all() { days.extend(random) }\nall()`, { "all()": "<days>" }],
    [`const list = make()\nlist.push(1)`, { "list.push(1)": "list" }],
    [`const list = make()\nconst first = list[0]\nfirst.x = 1`, { "first.x = 1": "first list" }],
    [`const a = { list: [] }\nconst b = a.list\nb.push(1)`, { "b.push(1)": "b a" }],
    [`const a = { list: [] }\nconst { list: b } = a\nb[0] = 1`, { "b[0] = 1": "b a" }],
    [`const a = {}\nconst all = [a]\na.x = 1`, { "a.x = 1": "a all" }],
    [`const a = { best: Infinity, part: {} }\nconst b = a.part\nb.x = 1`, { "b.x = 1": "b a" }],
    [
      `const all = []\nfunction make() { const one = {}; all.push(one); return one }\nconst a = make()\na.x = 1`,
      { "const a = make()": "all", "a.x = 1": "a all" },
    ],
    [
      `const all = {}\nconst keep = (key, one) => { all[key] = one; return one }\nconst a = keep(1, {})\na.x = 1`,
      { "const a = keep(1, {})": "all", "a.x = 1": "a all" },
    ],
    [`const a = {}\nconst all = []\nall.push(a)\nall[0].x = 1`, { "all.push(a)": "all", "all[0].x = 1": "all a" }],
    [`const a = {}\nconst get = () => a\nget().x = 1`, { "get().x = 1": "a" }],
    [`const a = {}\nconst same = (x) => x\nsame(a).x = 1`, { "same(a).x = 1": "a" }],
    [`const a = {}\nconst copy = (x) => ({ y: x.length })\ncopy(a).x = 1`, {}],
    [`const a = []\nconst add = (n, to = a) => { to.push(n) }\nadd(1)`, { "add(1)": "a" }],
    [`const a = {}\nconst get = (x = a) => x\nget().n = 1`, { "get().n = 1": "a" }],
    [`const a = []\nconst { b = a } = {}\nb.push(1)`, { "b.push(1)": "b a" }],
    [`const a = []\nconst { x: { b } = { b: a } } = {}\nb.push(1)`, { "b.push(1)": "b a" }],
    [`const a = []\nconst list = [0]\nconst [x, b = a] = list\nb.push(1)`, { "b.push(1)": "b list a x" }],
    [`const a = []\nlet b\n;[b = a] = []\nb.push(1)`, { "[b = a] = []": "b", "b.push(1)": "b a" }],
    [`const a = []\nlet b\n;[b] = [a]\nb.push(1)`, { "[b] = [a]": "b", "b.push(1)": "b a" }],
    [`const a = []\nconst add = (n, { to = a } = {}) => { to.push(n) }\nadd(1)`, { "add(1)": "a" }],
    [`const a = []\nfor (const { to = a } of [{}]) to.push(1)`, { "for (const { to = a } of [{}]) to.push(1)": "a" }],
    [`const a = []\nconst add = (n) => { const { to = a } = n; to.push(1) }\nadd({})`, { "add({})": "a" }],
    [`const a = []\nconst b = []\n;((to = b) => { to.push(1) })(a)`, { "((to = b) => { to.push(1) })(a)": "a b" }],
    [`const a = []\nconst n = [1].map((x, i, l, to = a) => to)\nn[0].push(1)`, { "n[0].push(1)": "n a" }],
    [`const a = []\nconst run = (add = () => { a.push(1) }) => add()\nrun()`, { "run()": "a" }],
    [
      `const o = []\nclass A { to = o; put(s) { this.to.push(s) } }\nclass B extends A {}\nconst b = new B()\nb.put(1)`,
      { "b.put(1)": "b o" },
    ],
    [
      `const o = []\nclass A { to = o; put(s) { this.to.push(s) } }\nclass B extends A {}\nnew B().put(1)`,
      { "new B().put(1)": "o" },
    ],
    [
      `const o = []\nclass A { constructor(to) { this.to = to } put(s) { this.to.push(s) } }\nclass B extends A {}\nconst b = new B(o)\nb.put(1)`,
      { "b.put(1)": "b o" },
    ],
    [
      `const o = []\nclass A { constructor(to = o) { this.to = to } put(s) { this.to.push(s) } }\nclass B extends A {}\nclass C extends B {}\nconst b = new C()\nb.put(1)`,
      { "b.put(1)": "b o" },
    ],
    [
      `const o = { a: [] }\nclass A { constructor(readonly to = o.a) {} put(s) { this.to.push(s) } }\nnew A().put(1)`,
      { "new A().put(1)": "o" },
    ],
    [
      `const o = []\nclass A { constructor(to = o) { this.to = to } put(s) { this.to.push(s) } }\nconst b = new A()\nb.put(1)`,
      { "b.put(1)": "b o" },
    ],
    [`const a = []\nconst add = (n, to = [...a]) => { to.push(n) }\nadd(1)`, {}],
    [
      `const a = []\nconst b = [a]\nArray.prototype.push.call(b[0], 1)`,
      { "Array.prototype.push.call(b[0], 1)": "b a" },
    ],
    [`const a = []\nconst b = a\nReflect.apply([].push, b, [1])`, { "Reflect.apply([].push, b, [1])": "b a" }],
    [`const a = {}\nconst b = a\nObject.assign(b, { x: 1 })`, { "Object.assign(b, { x: 1 })": "b a" }],
    [`const a = {}\nconst walk = (x, f) => f(x)\nwalk(a, (x) => { x.y = 1 })`, { "walk(a, (x) => { x.y = 1 })": "a" }],
    [
      `const rows = Array.from({ length: 3 }, (_, i) => ({ i }))\nfor (const row of rows) row.n = 1`,
      { "for (const row of rows) row.n = 1": "rows" },
    ],
    [`const rows = [{}]\nconst sorted = [...rows].sort()\nconst ids = rows.map((r) => r.id).sort()`, {}],
    [
      `function scale(rows) { for (const r of rows) r.x = 1 }\nconst rows = [{}]\nscale(rows.slice())`,
      { "scale(rows.slice())": "rows" },
    ],
    [`function first([row]) { row.x = 1 }\nconst rows = [{}]\nfirst([...rows])`, { "first([...rows])": "rows" }],
    [
      `const set = (r) => { r.x = 1 }\nconst all = (rows) => { for (const r of rows) set(r) }\nconst rows = [{}]\nall(rows.concat())`,
      { "all(rows.concat())": "rows" },
    ],
    [
      `function sort(rows) { return rows.sort() }\nconst rows = [{}]\nsort([...rows])\nconst sorted = sort(rows.slice())`,
      {},
    ],
    [
      `const sort = (r) => r.sort()\nconst both = (r) => sort([...r])\nconst rows = [{}]\nconst sorted = both(rows)\nboth(rows)`,
      {},
    ],
    [
      `const keep = (rows) => rows.filter((r) => r.x)\nfunction scale(rows) { rows[0].x = 1 }\nconst rows = [{}]\nscale(keep(rows))`,
      { "scale(keep(rows))": "rows" },
    ],
    [
      `class Scaler { fit(rows) { for (const r of rows) r.x = 1 } }\nconst rows = [{}]\nnew Scaler().fit(rows.slice())`,
      { "new Scaler().fit(rows.slice())": "rows" },
    ],
    [`const rows = [{}]\nconst some = rows.filter((r) => r.id)\nsome.pop()`, { "some.pop()": "some" }],
    [`const rows = [{}]\nconst some = rows.filter((r) => r.id)\nsome[0].x = 1`, { "some[0].x = 1": "some rows" }],
    [
      `const rows = [{}]\nconst counts = new Map()\nfor (const r of rows) counts.set(r.v, 1)`,
      { "for (const r of rows) counts.set(r.v, 1)": "counts" },
    ],
    [
      `const model = { w: [], fit(xs) { for (const x of xs) this.w.push(x) } }\nconst xs = [1].map(Number)\nmodel.fit(xs)`,
      { "model.fit(xs)": "model" },
    ],
    [
      `const rows = [1].map((day) => ({ day }))\nconst dates = rows.map((r) => days.utc(0).add(r.day, "day").format())\ndays.extend(random)`,
      { "days.extend(random)": "<days>" },
    ],
    [`const meta = { node: process.version, started: Date.now() }\nmeta.rows = 1`, { "meta.rows = 1": "meta" }],
    [`const settings = { ...process.env }\nsettings.A = "1"`, { 'settings.A = "1"': "settings" }],
    [
      `const log = []\nconst makeAdder = (sink) => (s) => { sink.push(s) }\nconst add = makeAdder(log)\nadd("x")`,
      { "const add = makeAdder(log)": "log", 'add("x")': "add log" },
    ],
    [
      `const s = { items: [] }\nconst store = (of) => { const dispatch = (n) => { of.items.push(n) }; return { dispatch } }\nconst { dispatch } = store(s)\ndispatch(1)`,
      { "const { dispatch } = store(s)": "s", "dispatch(1)": "dispatch s" },
    ],
    [
      `const seen = []\nconst tap = (f) => (x) => { f(x); return x }\nconst note = tap((x) => { seen.push(x) })\nnote(1)`,
      { "const note = tap((x) => { seen.push(x) })": "seen", "note(1)": "note seen" },
    ],
    [`const a = {}\nconst n = structuredClone(a)\nn.x = 1`, { "n.x = 1": "n" }],
    [`const a = { n: 1 }\nlet n = a.n\nn++`, { "n++": "n" }],
    [`const a = [1]\nconst n = a.length\nconst t = a.join()\na.push(2)`, { "a.push(2)": "a" }],
    [`import { load } from "load"\nconst rows = load()\nrows.sort()`, { "rows.sort()": "rows" }],
    [`import { train } from "train"\nconst rows = [1]\nconst m = train(rows)\nm.fit()`, { "m.fit()": "m" }],
    [`import { list } from "days"\nconst mine = list\nmine.push(1)`, { "mine.push(1)": "mine <days>" }],
    [`import { add } from "days"\nconst run = add\nrun(1)`, { "run(1)": "run <days>" }],
    [`const env = process.env\nenv.A = "1"`, { 'env.A = "1"': "env process" }],
    [`const { env } = process\nenv.A = "1"`, { 'env.A = "1"': "env process" }],
    [`const key = process.env.KEY\nconst hosts = key.split(",")\nhosts.push("x")`, { 'hosts.push("x")': "hosts" }],
    [`const args = process.argv.slice(2)\nargs.push("x")`, { 'args.push("x")': "args" }],
    [`const { stdout } = process\nstdout.write("x")`, { 'stdout.write("x")': "stdout" }],
    [`const log = console.log\nlog("x")\nlog.error("x")`, { 'log("x")': "log", 'log.error("x")': "log" }],
    [`const max = Math.max\nmax(1)`, { "max(1)": "max" }],
    [
      `const { assign } = Object\nassign(process.env, { A: "1" })`,
      { 'assign(process.env, { A: "1" })': "assign process" },
    ],
    [`globalThis.seen.push(1)`, { "globalThis.seen.push(1)": "process" }],
    [`const n = globalThis.seen.push(1)`, { "const n = globalThis.seen.push(1)": "process" }],
    [`const n = globalThis.seen.at(-1)`, {}],
    [`process.argv.push("x")`, { 'process.argv.push("x")': "process" }],
    [`const list = make()\nfor (const one of list) one.x = 1`, { "for (const one of list) one.x = 1": "list" }],
    [`const list = make()\nlist.forEach((one) => { one.x = 1 })`, { "list.forEach((one) => { one.x = 1 })": "list" }],
    [`const list = make()\nlist.map((one) => one.x)\nlist.filter(Boolean).map(String)`, {}],
    [`const m = new Map()\nfunction add(k) { m.set(k, 1) }\nadd("a")`, { 'add("a")': "m" }],
    [
      `const m = new Map()\nfunction add(t, k) { t.set(k, 1) }\nconst n = add(m, "a")`,
      { 'const n = add(m, "a")': "m" },
    ],
    [
      `const m = new Map()\nconst add = (k) => m.set(k, 1)\nconst ks = ["a"]\nks.forEach(add)`,
      { "ks.forEach(add)": "m" },
    ],
    [`const s = new Set()\nclass A { static { s.add(this) } }`, { "class A { static { s.add(this) } }": "s" }],
    [`const s = new Set()\nclass A { constructor() { s.add(this) } }\nconst a = new A()`, { "const a = new A()": "s" }],
    [`const o = { n: 0, get next() { return ++this.n } }\nconst one = o.next`, { "const one = o.next": "o" }],
    [`const o = { n: 0, get next() { return ++this.n } }\nconst { next } = o`, { "const { next } = o": "o" }],
    [
      `class A { #n = 0; getNext() { return this.#up() } #up() { return ++this.#n } }\nconst a = new A()\na.getNext()`,
      { "a.getNext()": "a" },
    ],
    [`class A { #n = 0; getN() { return this.#n } up() { this.#n++ } }\nconst a = new A()\na.getN()`, {}],
    [`class A { static n = 0; constructor() { A.n++ } }\nclass B extends A {}\nnew B()`, { "new B()": "A" }],
    [`let n = 0\nconst o = { *[Symbol.iterator]() { yield n++ } }\nconst [a] = o`, { "const [a] = o": "n" }],
    [`let n = 0\nconst o = { get next() { return ++n } }\nconst one = o.next`, { "const one = o.next": "n" }],
    [`fs.mkdirSync("out")`, { 'fs.mkdirSync("out")': "outside" }],
    [`import { createWriteStream as to } from "node:fs"\nto("x").end("x")`, { 'to("x").end("x")': "outside" }],
    [
      `import { createServer } from "node:http"\ncreateServer(days).listen(80).unref()`,
      { "createServer(days).listen(80).unref()": "outside" },
    ],
    [
      `import { execFileSync } from "node:child_process"\nexecFileSync("a").toString()`,
      { 'execFileSync("a").toString()': "outside" },
    ],
    [`import { readFileSync } from "node:fs"\nreadFileSync("a").toString()`, {}],
    [`import { readFileSync } from "node:fs"\nconst text = readFileSync("a").toString()`, {}],
    [`import { execFileSync } from "node:child_process"\nconst text = execFileSync("a").toString()`, {}],
    [`import { randomUUID } from "node:crypto"\nrandomUUID().slice(1)`, {}],
    [`await fetch("http://localhost")`, { 'await fetch("http://localhost")': "outside" }],
    [`const text = fs.readFileSync("x")\nfs.existsSync("x")`, {}],
    [`const out = await fetch("http://localhost")`, {}],
    [
      `if (!process.env.KEY) throw new Error("no key")`,
      { 'if (!process.env.KEY) throw new Error("no key")': "process" },
    ],
    [`const rows = [1].map((x) => { if (!x) throw new Error("no"); return x })`, {}],
    [`try { throw new Error("no") } catch {}`, {}],
    [`function check() { throw new Error("no") }\ntry { check() } catch {}`, {}],
    [`try { throw new Error("no") } finally {}`, { 'try { throw new Error("no") } finally {}': "process" }],
    [`console.log(days, 1)\nconsole.table([1])\nprocess.stdout.write("x")`, {}],
    [`display(days)\nmarkdown("x")`, {}],
    [`const rows = make()\nrows.length`, {}],
    [`const rows = make()\ndays(rows)`, {}],
    [`await new Promise((resolve) => setTimeout(resolve, 1))`, {}],
    [`setTimeout(() => console.log("x"), 1)`, {}],
    [`interface A { a: 1 }\ntype B = A\ndeclare const c: number\nfunction f() { process.env.A = "1" }`, {}],
  ])("of %s", (source, expected) => {
    expect(setupIn(source)).toEqual(expected)
  })

  test("with what nobody else reads is for all", () => {
    const { statements } = setupOf(graphOf(`import { config } from "dotenv"\nconfig()`, "// @task a\nconst x = 1"))
    expect(statements.map(reachOf)).toEqual(["<dotenv> process"])
  })

  test.each<[source: string, isFresh: boolean]>([
    [`import dayjs from "dayjs"\ndayjs.extend(1)`, false],
    [`import days from "days"\ndays.extend(1)`, true],
    [`import random from "random"\nrandom.seed(1)`, true],
    [`import { use } from "./mode.ts"\nuse(1)`, true],
    [`process.env.A = "1"`, false],
    [`process.env.A = String(Number(process.env.A ?? 0) + 1)`, false],
    [`globalThis.a = 1`, false],
    [`globalThis.a = (globalThis.a ?? 0) + 1`, true],
    [`globalThis.a++`, true],
    [`const map = Array.prototype.map\nArray.prototype.map = function (f) { return map.call(this, f) }`, true],
    [`globalThis.double = (n) => n * 2 + Math.PI`, false],
    [`const times = make()\nglobalThis.double = (n) => n * times`, true],
    [`const f = make()\nglobalThis.double = (n) => f(n)`, true],
    [`Object.defineProperty(Array.prototype, "x", { value: 1 })`, false],
    [`Object.defineProperty(Array.prototype, "x", { get() { return 1 } })`, true],
    [`Object.defineProperty(Array.prototype, "x", { configurable: true, get() { return 1 } })`, false],
    [`process.on("exit", () => {})`, true],
    [`process.loadEnvFile()`, false],
    [`const m = new Map()\nm.set(1, 2)`, false],
  ])("decides whether another attempt may follow in the process: %s", (source, isFresh) => {
    expect(isolationFor(setupOf(graphOf(source)).statements)).toMatchObject({ isFresh })
  })
})

describe("a task's set-up", () => {
  const cells = [
    `import days from "days"\nimport random from "random"\nprocess.env.A = "1"\ndays.extend(1)\nrandom.seed(1)`,
    "// @task a\nconst x = days()",
    "// @task b\nconst y = random()",
    `process.env.A = "2"`,
    "// @task c\nconst z = 1",
  ]

  test.each([
    ["a", [`process.env.A = "1"`, "days.extend(1)"]],
    ["b", [`process.env.A = "1"`, "random.seed(1)"]],
    ["c", [`process.env.A = "1"`, `process.env.A = "2"`]],
  ])("of %s is what comes before it, and touches what it needs", (task, expected) => {
    const graph = graphOf(...cells)
    const cell = graph.tasks.get(task)?.cell
    const slice = sliceFor(graph, cell?.analysis.reads ?? [], workerPassage(graph), cell)
    expect(slice.setup.map(textOf)).toEqual(expected)
    const made = slice.remade.map(({ source }) => source).join("\n")
    for (const text of expected) expect(made).toContain(text)
  })
})

test.each([
  ["class A { static id = Math.random() }", 1],
  ["class A { static at = new Date() }", 1],
  ["enum A { id = Date.now() }", 1],
  ["namespace A { export const id = crypto.randomUUID() }", 1],
  ["class A { static since = new Date(2020, 1, 1) }", 0],
  ['class A { static since = new Date("2020-01-01") }', 0],
  ["class A { static at = globalThis.performance.now() }", 1],
  ["class A { static at = makeId() }\nfunction makeId() { return Math.random() }", 1],
  ["class A { static next = () => Math.random(); id = Math.random() }", 0],
  ["function id() { return Math.random() }", 0],
  ["const id = Math.random()", 0],
])("points out what each process makes otherwise: %s", (source, count) => {
  expect(graphOf(source, "// @task a\nconst x = 1").problems).toHaveLength(count)
})

describe("what a run leaves out is pointed out", () => {
  const server = 'import { createServer } from "node:http"\nconst server = createServer()\nserver.listen(80)'
  const stream = 'import * as fs from "node:fs"\nconst out = fs.createWriteStream("a.log")\nout.write("a")\nout.end()'
  const task = "// @task a\nconst a = 1"

  test.each([
    ["a server that no task reads", [server, task], ["3:1 server"]],
    ["a stream, once", [stream, task], ["3:1 out"]],
    ["not what a task reads", [server, "// @task a\nconst a = server.address()"], []],
    [
      "not what a task reads through a function",
      [server, "const port = () => server.address()", "// @task a\nconst a = port()"],
      [],
    ],
    ["not in a cell that runs all the same", [`${stream}\nfs.writeFileSync("b.log", "")`, task], []],
    [
      "not a stream that is read",
      ['import fs from "node:fs"\nconst text = fs.createReadStream("a")\ntext.pipe(x)', task],
      [],
    ],
    ["not without tasks", [server], []],
  ])("%s", (_, sources, expected) => {
    const found = graphOf(...sources).problems.flatMap(({ message, line, column }) => {
      const name = /^A run leaves this out, since no task reads '(.*?)'/.exec(message)?.[1]
      return name === undefined ? [] : [`${line}:${column} ${name}`]
    })
    expect(found).toEqual(expected)
  })
})

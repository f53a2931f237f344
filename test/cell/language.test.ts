import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { TestNotebook } from "../support/flow.ts"

/** Runs a notebook, and once more to see that all of it is cached. @returns its log by task */
async function logOf(notebook: TestNotebook): Promise<Record<string, string>> {
  const { states, errors, log } = await notebook.run()
  expect(errors).toEqual({})
  expect(Object.values(states).every((state) => state === "completed")).toBe(true)
  expect((await notebook.run()).ran).toEqual([])
  return Object.fromEntries(log.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]))
}

test("modules of every kind reach task cells and plain cells", async () => {
  using notebook = new TestNotebook(
    `import { Trip, readTrips } from "./trips.ts"
import conf from "./conf.json"
import sameConf from "./conf.json" with { type: "json" }
import path = require("node:path")
import * as all from "./trips"
import { viaJs } from "./other.js"`,
    // The session evaluates this cell, where the type \`Trip\` isn't there.
    `const first: Trip = readTrips()[0]`,
    `// @task imports\nconsole.log(first.id, conf.a, sameConf.a, path.posix.sep, all.readTrips().length, viaJs)`,
    `// @task dynamic
const lazy = await import("./trips")
console.log(lazy.readTrips().length, require("./conf.json").a, (await import("./other.js")).viaJs)`,
    `// @task place
console.log(import.meta.dirname === __dirname, import.meta.filename === __filename, import.meta.url.startsWith("file:"), process.cwd() === __dirname)`,
    `// @task foreign\nconst other = [basename("/a/b"), typeof helper]\nconsole.log(other.join())`,
    `// @task owner\nimport { basename } from "node:path"\nfunction helper() {}\nconst owned = 1`,
  )
  notebook.write(
    "trips.ts",
    "export interface Trip { id: number }\nexport function readTrips(): Trip[] { return [{ id: 1 }] }",
  )
  notebook.write("other.ts", 'export const viaJs: string = "js"')
  notebook.write("conf.json", '{"a":1}')
  expect(await logOf(notebook)).toEqual({
    imports: "1 1 1 / 1 js",
    dynamic: "1 1 js",
    place: "true true true true",
    foreign: "b,function",
  })
})

test("JSX uses the runtime that its cell names, also for components of other cells", async () => {
  using notebook = new TestNotebook(
    `/** @jsxImportSource ./lib */\nconst Title = ({ children }: any) => <h1>{children}</h1>`,
    `// @task page\n/** @jsxImportSource ./lib */\nconst page = <><Title>hi</Title><br/></>\nconsole.log(JSON.stringify(page))`,
  )
  mkdirSync(join(notebook.folder, "lib"))
  notebook.write(
    "lib/jsx-runtime.ts",
    `export const jsx = (type: any, { children }: any) => typeof type === "function" ? type({ children }) : [type, children]
export const jsxs = jsx
export const Fragment = "all"`,
  )
  expect(await logOf(notebook)).toEqual({ page: '["all",[["h1","hi"],["br",null]]]' })
})

test("functions, classes, enums and namespaces are used across cells", async () => {
  using notebook = new TestNotebook(
    `function even(n: number): boolean { return n === 0 || odd(n - 1) }\nfunction odd(n: number): boolean { return n !== 0 && even(n - 1) }`,
    `// @task mutual\nconsole.log(even(10), odd(7))`,
    `class Base { static made = 0; #secret = 1; constructor(public n: number) { Base.made++ } who() { return "base" + this.n + this.#secret } }`,
    `class Derived extends Base { override who() { return "derived " + super.who() } }`,
    `// @task classes\nconsole.log(new Derived(3).who(), new Derived(1) instanceof Base, Base.made)`,
    `enum Colour { Red }\nenum Colour { Blue = 5 }\nconst enum Size { Small = 1 }\nnamespace Types { export type A = number }\nnamespace Deep.Inner { export const v = 8 }`,
    `// @task enums\nconst n: Types.A = Deep.Inner.v\nconsole.log(Colour.Blue, Colour[5], Size.Small, n)`,
    `// @task source\nconst data = [1, 2, 3]\nfunction total() { return data.reduce((a, b) => a + b, 0) * scale }\nconst scale = 2\nclass Box { v = scale }\nenum Kind { A = "a" }`,
    `async function later() { return data.length + (await Promise.resolve(1)) }`,
    `// @task reader\nconsole.log(total(), new Box().v, Kind.A, await later())`,
    `@registered class Marked { @logged m() { return 1 } accessor a = 4 }`,
    `function registered(c: any, _: any) { c.tag = "tagged" }\nfunction logged(f: any, _: any) { return function (this: any) { return f.call(this) + 1 } }`,
    `class Registry { static items: string[] = []; static add(x: string) { Registry.items.push(x) } }\nRegistry.add("one")\nconsole.log(Registry.items)`,
    `// @task registry\nconsole.log(Registry.items.join())`,
    `// @task maker
class Point { constructor(public x: number) {}
  static [Symbol.for("tsnb.revive")](x: number) { return new Point(x) }
  [Symbol.for("tsnb.store")]() { return this.x } }
const point = new Point(4)`,
    `const further = point.x + 1`,
    `// @task user\nconsole.log(point instanceof Point, point.x, further)`,
    `// @task decorators\nconst marked: any = new Marked()\nconsole.log((Marked as any).tag, marked.m(), marked.a)`,
    `// @task shadow\nconst shadowed = ((data: number) => { let total = data; total++; return total })(1)\nconsole.log(shadowed)`,
  )
  expect(await logOf(notebook)).toEqual({
    mutual: "true true",
    classes: "derived base31 true 2",
    enums: "5 Blue 1 8",
    reader: "12 2 a 4",
    registry: "one",
    user: "true 4 5",
    decorators: "tagged 2 4",
    shadow: "2",
  })
})

test("values have what their own cell did to them", async () => {
  using notebook = new TestNotebook(
    `let counter = 0
function count() { counter++ }
for (let i = 0; i < 3; i++) count()
const list: number[] = []
list.push(1)
for (const x of [2, 3]) list.push(x)
const cache = new Map<string, number>()
const put = (key: string) => cache.set(key, key.length)
put("abc")
const pair = [1, 2];
[pair[0], pair[1]] = [pair[1], pair[0]]`,
    `// @task changed\nconsole.log(counter, list.join(), cache.get("abc"), pair.join())`,
    `const connection = { rows: [1], query() { return this.rows.length } }\nconnection.rows.push(2)`,
    `const { p: { q = 5 } = {} as any, ...others } = { z: 1 } as any\nvar hoisted = early()\nfunction early() { return "early" }`,
    `// @task objects\nconsole.log(connection.query(), q, others.z, hoisted)`,
    `// @task hidden\nconst table = new Map([["a", 1]])\nfunction look(key: string) { return table.get(key) }`,
    `// @task looks\nconsole.log(look("a"))`,
    `const alone = "declared"\nconst other = (() => { throw new Error("never evaluated for a literal") })()`,
    `// @task literal\nconsole.log(alone)`,
  )
  expect(await logOf(notebook)).toEqual({
    changed: "3 1,2,3 3 2,1",
    objects: "2 5 1 early",
    looks: "1",
    literal: "declared",
  })
})

test("odd names, statements and cells do what they do elsewhere", async () => {
  using notebook = new TestNotebook(
    `export const exported = 9\nexport default class Main { x = 10 }\nexport { exported as renamed }\nexport * from "node:path"`,
    `// @task names\nconst $tsnb = 3, 𝒳 = 4, __proto__ = 5, constructor = 6, async = 7\nconst x = exported + new Main().x`,
    `// @task readNames\nconsole.log($tsnb, 𝒳, __proto__, constructor, async, x)`,
    `// @task using\nusing file = { open: true, [Symbol.dispose]() { console.log("closed", seen) } }\nconst seen = file.open`,
    `// @task usingReader\nconsole.log(seen)`,
    `// @task strict\n"use strict"\ndebugger\nouter: for (const a of [1]) { for (;;) continue outer }\nconsole.log(eval("1 + 1"), /[\\p{L}--[a-z]]/v.test("A"), 2n ** 64n)`,
    `// @task empty\n// nothing else`,
    `// @task types\ninterface Nothing {}\ntype Both = Nothing`,
    `// @task exported same`.replace(" same", ""),
    `// @task windows\r\nconst text = \`a\r\nb\`\r\nconsole.log(text.length)`,
    `// @task generators\nfunction* numbers() { yield* [1, 2] }\nasync function* later() { yield* numbers() }\nlet sum = 0\nfor await (const n of later()) sum += n\nconsole.log(sum)`,
  )
  expect(await logOf(notebook)).toEqual({
    readNames: "3 4 5 6 7 19",
    using: "closed true",
    usingReader: "true",
    strict: "2 true 18446744073709551616n",
    windows: "3",
    generators: "3",
  })
})

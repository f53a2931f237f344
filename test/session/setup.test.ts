import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { previewFlow } from "../../kernel/session/flowRun.ts"
import { TestNotebook } from "../support/flow.ts"

/** A package with a registry, as dayjs and many others have one. */
const days = `let formats = { plain: String }
export default Object.assign((value) => formats, {
  extend(plugin) { plugin(formats); return this },
})
export const shout = (formats) => { formats.shout = (text) => String(text).toUpperCase() }`

const random = `let state = 0
export const random = { seed(value) { state = value }, next() { state = (state * 1103515245 + 12345) % 2147483648; return state } }`

function withPackages(...cells: string[]): TestNotebook {
  const notebook = new TestNotebook(...cells)
  for (const [name, source] of Object.entries({ days, random })) {
    notebook.write(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: "1.0.0", type: "module", exports: "./index.js" }),
    )
    notebook.write(`node_modules/${name}/index.js`, source)
  }
  notebook.write("setup.ts", `process.env["FROM_SETUP"] = "yes"\n`)
  notebook.write(
    "mode.ts",
    `let mode = "none"\nexport const setMode = (next: string) => { mode = next }\nexport const modeNow = () => mode\n`,
  )
  notebook.write("polyfills.ts", `Object.assign(globalThis, { polyfilled: "yes" })\nexport const helper = 1\n`)
  notebook.write("keys.ts", `export const key = process.env["TSNB_TEST_KEY"]\n`)
  notebook.write("list.cjs", "module.exports = []")
  notebook.write(".env", "TSNB_TEST_KEY=from the file\n")
  return notebook
}

/** A package with instances by the clock, which can't be stored. */
function writeClock(notebook: TestNotebook, name: string, exported: string): void {
  const folder = `node_modules/${name}`
  notebook.write(`${folder}/package.json`, JSON.stringify({ name, type: "module", main: "index.js" }))
  const made = "class Day { constructor(at = Date.now()) { this.at = at }\nstartOf() { return new Day(this.at) } }"
  notebook.write(`${folder}/index.js`, `${made}\nconst make = (at) => new Day(at)\n${exported}`)
}

function seeded(seed: string): string[] {
  return [
    `import { random } from "random"\n// How it begins.\nrandom.seed(${seed})`,
    `// @task uses\nconsole.log(random.next())\nconst a = 1`,
    `// @task other\nconst b = 2`,
  ]
}

function printing(text: string): string[] {
  return [
    `import days from "days"\nconst rows = [1, 2]\nconsole.log("${text}", rows)\nrows.length`,
    `// @task a\nconsole.log(rows.length, typeof days)`,
  ]
}

function appending(text: string): string[] {
  return [
    `import { appendFileSync, readFileSync } from "node:fs"\nappendFileSync("log.txt", "${text}")`,
    `// @task a\nconsole.log(readFileSync("log.txt", "utf8"))`,
    `// @task b after=a\nconst b = 1`,
  ]
}

describe("set-up in plain cells reaches tasks", () => {
  test.each<[title: string, cells: string[], expected: string]>([
    [
      "a bare import of a local module",
      [`import "./setup.ts"`, `// @task a\nconsole.log(process.env["FROM_SETUP"])`],
      "yes",
    ],
    [
      "a variable that is set",
      [`process.env["MODE"] = "test"`, `// @task a\nconsole.log(process.env["MODE"])`],
      "test",
    ],
    ["a global", [`globalThis.answer = 42`, `// @task a\nconsole.log(globalThis.answer)`], "42"],
    [
      "a package that is extended",
      [`import days, { shout } from "days"\ndays.extend(shout)`, `// @task a\nconsole.log(days(1).shout("x"))`],
      "X",
    ],
    [
      "a package that is extended where only a local module uses it",
      [
        `import days, { shout } from "days"\nimport { format } from "./format.ts"\ndays.extend(shout)`,
        `// @task a\nconsole.log(format("x"))`,
      ],
      "X",
    ],
    [
      "a file of variables that is loaded before one is read",
      [`process.loadEnvFile()\nconst key = process.env["TSNB_TEST_KEY"]`, `// @task a\nconsole.log(key)`],
      "from the file",
    ],
    [
      "a definition that sets something up",
      [
        `import { config } from "./config.ts"\nconst loaded = config()`,
        `// @task a\nconsole.log(process.env["CONFIGURED"])`,
      ],
      "1",
    ],
    [
      "a registry of the cell that a function of it fills",
      [
        `const parsers = new Map<string, (text: string) => unknown>()\nfunction register(name: string, parse: (text: string) => unknown) { parsers.set(name, parse) }\nregister("json", JSON.parse)`,
        `// @task a\nconsole.log(parsers.get("json")?.("[1]"))`,
      ],
      "[ 1 ]",
    ],
    [
      "a registry that other cells fill, by a function, in a loop and in a condition",
      [
        `const parsers = new Map<string, (text: string) => unknown>()\nfunction register(name: string, parse: (text: string) => unknown) { parsers.set(name, parse) }`,
        `register("json", JSON.parse)`,
        `for (const name of ["a", "b"]) register(name, String)\nif (parsers.size > 0) register("c", Number)`,
        `// @task a\nconsole.log([...parsers.keys()].join())`,
      ],
      "json,a,b,c",
    ],
    [
      "data of one cell that another one adds to",
      [
        `const rows = JSON.parse("[1]") as number[]`,
        `rows.push(2)\nfor (const row of [3]) rows.push(row)`,
        `// @task a\nconsole.log(rows.join())`,
      ],
      "1,2,3",
    ],
    [
      "a class that puts itself on a list when it is defined",
      [
        `const known = new Set<unknown>()\nclass X { static { known.add(this) } }`,
        `// @task a\nconsole.log(known.size)`,
      ],
      "1",
    ],
    [
      "a setter that a local module exports",
      [`import { setMode, modeNow } from "./mode.ts"\nsetMode("fast")`, `// @task a\nconsole.log(modeNow())`],
      "fast",
    ],
    [
      "a prototype with one more method",
      [
        `Object.defineProperty(Array.prototype, "second", { get() { return this[1] } })`,
        `// @task a\nconsole.log(([1, 2] as any).second)`,
      ],
      "2",
    ],
    [
      "a local module imported by a name that changes globals when it is loaded",
      [`import { helper } from "./polyfills.ts"`, `// @task a\nconsole.log(polyfilled)`],
      "yes",
    ],
    [
      "try and catch at the top level",
      [
        `try { JSON.parse("{") } catch { globalThis.wentWrong = true }`,
        `// @task a\nconsole.log(globalThis.wentWrong)`,
      ],
      "true",
    ],
    [
      "what comes later isn't there yet, and the last word counts",
      [
        `process.env["MODE"] = "one"`,
        `// @task a\nconsole.log(process.env["MODE"])\nconst done = 1`,
        `process.env["MODE"] = "two"`,
      ],
      "one",
    ],
    [
      "what a task gave",
      [
        `// @task first\nconst limit = 3`,
        `globalThis.limitNow = limit + 1`,
        `// @task a\nconsole.log(globalThis.limitNow)`,
      ],
      "4",
    ],
    [
      "a list that an object made with it fills, once",
      [
        `const seen: string[] = []\nclass Logger { write(text: string) { seen.push(text) } }\nconst logger = new Logger()\nlogger.write("start")`,
        `// @task a\nlogger.write("task")\nconsole.log(seen.join())`,
      ],
      "start,task",
    ],
    [
      "a module that two cells require under names of their own",
      [
        `const one = require("./list.cjs")\none.push(1)`,
        `const other = require("./list.cjs")\nother.push(2)`,
        `// @task a\nconsole.log(one.join())`,
      ],
      "1,2",
    ],
    [
      "a list in another, once",
      [
        `const first: unknown[] = [0]\nfirst.push(0)`,
        `const both: unknown[] = [0]\nboth.push(first)`,
        `// @task a\nconsole.log(first, both)`,
      ],
      "[ 0, 0 ] [ 0, [ 0, 0 ] ]",
    ],
    [
      "a module that reads what was set before it was imported",
      [`process.loadEnvFile()`, `import { key } from "./keys.ts"`, `// @task a\nconsole.log(key)`],
      "from the file",
    ],
    [
      "a file written of a task's result as the last of its cell",
      [
        `import { existsSync, writeFileSync } from "node:fs"`,
        `// @task first\nconst rows = [1]`,
        `writeFileSync("rows.txt", rows.join())`,
        `// @task a\nconsole.log(rows.length, existsSync("rows.txt"))`,
      ],
      "1 true",
    ],
    [
      "a counter that a closure keeps",
      [
        `function counter() { let n = 0; return () => ++n }\nconst next = counter()\nconst first = next()`,
        `// @task a\nconsole.log(next())`,
      ],
      "2",
    ],
  ])("%s", async (_, cells, expected) => {
    using notebook = withPackages(...cells)
    notebook.write(
      "format.ts",
      `import days from "days"\nexport const format = (text: string) => (days as any)(0).shout(text)\n`,
    )
    notebook.write("config.ts", `export function config() { process.env["CONFIGURED"] = "1"; return { ok: true } }\n`)
    const first = await notebook.run()
    expect(first.errors).toEqual({})
    expect(first.log).toContain(`a: ${expected}`)
    expect((await notebook.run()).ran).toEqual([])
    // One worker for all gives the same as several.
    expect((await notebook.run({ fresh: true, concurrency: 1 })).log).toContain(`a: ${expected}`)
  })

  test.each<[title: string, setup: string, shown: string]>([
    ["a count in a global", `globalThis.times = (globalThis.times ?? 0) + 1`, `globalThis.times`],
    ["a list in a package", `import days from "days"\ndays.extend((all) => { all.n = (all.n ?? 0) + 1 })`, `days().n`],
    [
      "a patched prototype",
      `const before = String.prototype.bold\nString.prototype.bold = function () { return "+" + before.call(this).length }`,
      `"x".bold().replace("8", "")`,
    ],
    ["a module that counts how often it was loaded", `import "./counts.ts"`, `globalThis.loads`],
    ["a variable that grows", `process.env["GROWS"] = (process.env["GROWS"] ?? "") + "x"`, `process.env["GROWS"]`],
  ])("%s is as in a script for each attempt, in whichever process", async (_, setup, shown) => {
    using notebook = withPackages(
      setup,
      `// @task each for="item of [1, 2, 3]"\nconst seen = String(${shown})`,
      `// @task all\nconsole.log(new Set(seen).size, seen[0])`,
    )
    notebook.write("counts.ts", `globalThis.loads = (globalThis.loads ?? 0) + 1\n`)
    const one = await notebook.run({ concurrency: 1 })
    expect(one.log).toHaveLength(1)
    expect(one.log[0]).toMatch(/^all: 1 (?:1|x|\+)$/)
    expect((await notebook.run({ concurrency: 3, fresh: true })).log).toEqual(one.log)
  })

  test("each attempt begins with what was set up, in whichever process", async () => {
    const cells = [
      `import { random } from "random"\nrandom.seed(42)`,
      `const items = [1, 2, 3, 4]`,
      `// @task draw for="item of items"\nconst drawn = random.next()`,
      `// @task all\nconsole.log(new Set(drawn).size)`,
    ]
    using notebook = withPackages(...cells)
    expect((await notebook.run({ concurrency: 1 })).log).toContain("all: 1")
    expect((await notebook.run({ concurrency: 4, fresh: true })).log).toContain("all: 1")
  })
})

describe("set-up counts where it belongs", () => {
  test("another seed runs who uses it once more, a comment nobody", async () => {
    using notebook = withPackages(...seeded("1"))
    await notebook.run()
    notebook.rewrite(...seeded("1 /* the same */"))
    expect((await notebook.run()).ran).toEqual([])
    notebook.rewrite(...seeded("2"))
    const changed = await notebook.run()
    expect(changed.ran).toEqual(["uses"])
    const running = changed.events.find((event) => event.type === "taskStateChanged" && event.state === "running")
    expect(running).toMatchObject({ task: "uses", reason: "random changed" })
  })

  test("what it reads counts for the tasks that it belongs to", async () => {
    using notebook = withPackages(`process.loadEnvFile()`, `// @task a\nconsole.log(process.env["TSNB_TEST_KEY"])`)
    await notebook.run()
    notebook.write(".env", "TSNB_TEST_KEY=other\n")
    expect(await notebook.run()).toMatchObject({ ran: ["a"], log: ["a: other"] })
  })

  test("output alone doesn't count", async () => {
    using notebook = withPackages(...printing("one"))
    await notebook.run()
    notebook.rewrite(...printing("two"))
    expect((await notebook.run()).ran).toEqual([])
  })

  test("files are written once in a run, before the tasks that come later, and the statement is named", async () => {
    using notebook = withPackages(...appending("x"))
    const first = await notebook.run()
    expect(first.log).toContain("a: x")
    expect(first.log.find((line) => line.startsWith("cell in line"))).toMatch(
      /Line 3: This changes something outside .* make it a task/,
    )
    notebook.rewrite(...appending("y"))
    expect((await notebook.run()).log).toContain("a: xy")
  })

  test.each([
    `import { createWriteStream } from "node:fs"\ncreateWriteStream("made.txt").end("x")`,
    `import { execFileSync } from "node:child_process"\nexecFileSync("touch", ["made.txt"]).toString()`,
  ])("a method called of what reaches outside is no less of an effect: %s", async (setup) => {
    using notebook = withPackages(setup, `// @task a reads=[]\nconsole.log(require("node:fs").existsSync("made.txt"))`)
    const { log } = await notebook.run()
    expect(log).toContain("a: true")
    expect(log.join()).toContain("This changes something outside")
  })

  test("a hook finds it, and a look at what a run would do changes nothing", async () => {
    const cells = [
      `import { writeFileSync } from "node:fs"\nwriteFileSync("made.txt", "x")`,
      `process.env["FOR_HOOKS"] = "yes"`,
      `// @task a for="item of [1]"\nconst a = item`,
      `// @on success\nconsole.log(process.env["FOR_HOOKS"])`,
    ]
    using notebook = withPackages(...cells)
    await previewFlow({ notebook: notebook.path, parameters: {} })
    expect(existsSync(join(notebook.folder, "made.txt"))).toBe(false)
    const { log } = await notebook.run()
    expect(log.filter((line) => line.startsWith("hook"))).toEqual(["hook in line 13: yes"])
    expect(existsSync(join(notebook.folder, "made.txt"))).toBe(true)
  })

  test("a guard at the top level fails the tasks that come after it", async () => {
    using notebook = withPackages(
      `if (!process.env["NO_SUCH_KEY"]) throw new Error("NO_SUCH_KEY is missing")`,
      `// @task a\nconst a = 1`,
    )
    expect((await notebook.run()).errors["a"]).toMatch("NO_SUCH_KEY is missing")
  })

  const draws = "class Box { id = Math.random() }"
  test.each<[what: string, cells: readonly string[], told: number]>([
    ["an instance of a class", [`${draws}\nconst box = new Box()`], 1],
    ["what holds a function", ["const box = { run: () => 1, at: Date.now() }"], 1],
    [
      "what a later cell gives an id",
      ["const box: { id?: number; run: () => number } = { run: () => 1 }", "box.id = Math.random()"],
      1,
    ],
    [
      "an instance that is given its number",
      ["class Box { constructor(readonly id: number) {} }\nconst seed = Math.random()\nconst box = new Box(seed)"],
      0,
    ],
    ["what can be stored", ["const box = { id: Math.random() }"], 0],
    ["a package's instance by the clock", ['import dayjs from "dayjs"\nconst box = dayjs()'], 1],
    ["the day of one", ['import dayjs from "dayjs"\nconst box = dayjs().startOf("day")'], 1],
    ["a package's instance of a date", ['import dayjs from "dayjs"\nconst box = dayjs("2026-05-01")'], 0],
    ["that of a row's date", ['import dayjs from "dayjs"', "const row = { at: 1 }\nconst box = dayjs(row.at)"], 0],
    ["another package's", ['import { DateTime } from "luxon"\nconst box = DateTime.now()'], 1],
    ["what a local module makes by the clock", ['import { stamp } from "./stamp.ts"\nconst box = stamp()'], 1],
    [
      "a generator that goes in place of another",
      [
        "const seeded = (n) => () => (n = (n * 16807) % 2147483647)\nconst box = seeded(1)",
        "const pick = (rows, random = Math.random) => rows[random() % 2]\nconst picked = pick([1, 2], box)",
      ],
      0,
    ],
    ["what a local module makes without chance", ['import { steady } from "./stamp.ts"\nconst box = steady(2)'], 0],
    ["what holds a function, of a date", ['const box = { run: () => 1, at: new Date("2026-05-01") }'], 0],
  ])("values that differ from task to task are named once: %s", async (_what, cells, told) => {
    using notebook = withPackages(...cells, "// @task a\nconst a = String(box)", "// @task b\nconst b = String(box)")
    notebook.write(
      "stamp.ts",
      "export const stamp = () => ({ at: Date.now(), run: () => 1 })\nexport function steady(n) { return () => Math.imul(n, 2) }",
    )
    writeClock(notebook, "dayjs", "export default make")
    writeClock(notebook, "luxon", "export const DateTime = { now: make }")
    const { log } = await notebook.run()
    expect(log.filter((line) => line.includes("Each task makes its own 'box'"))).toHaveLength(told)
  })

  const kept = `const known = new Map<string, unknown>()
export const keep = (name: string, value: unknown): any => (known.has(name) || known.set(name, value), known.get(name))
`
  test.each<[what: string, cell: string, told: readonly RegExp[]]>([
    ["that no name has", `keep("id", { id: Math.random() })`, [/Line 3: .*tasks may see different random numbers/]],
    ["that can't be changed", `const box = keep("id", Math.random())`, [/: A local module may hold another .*'box'/]],
    ["that can be changed", `const box = keep("id", { id: Math.random() })`, []],
    ["of a constant of its own", `const seed = Math.random()\nkeep("id", { seed })`, []],
  ])("random numbers in a local module are told of: %s", async (_what, cell, told) => {
    using notebook = new TestNotebook(
      `import { keep } from "./kept.ts"\n${cell}`,
      `// @task a\nconst a = keep("id", 0)`,
    )
    notebook.write("kept.ts", kept)
    const { log } = await notebook.run()
    expect(log).toStrictEqual(told.map((text) => expect.stringMatching(text)))
  })
})

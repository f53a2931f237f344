import { fileURLToPath } from "node:url"
import { lstatSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { rawDatabase } from "../store/support.ts"
import { TestNotebook } from "../support/flow.ts"

const helperCell = `import { double } from "./helper.ts"`
const firstTask = `// @task first\nconst a = double(2)`
const secondTask = `// @task second\nconst b = a + 1\nconsole.log(b)`

function chain(): TestNotebook {
  const notebook = new TestNotebook(helperCell, firstTask, secondTask)
  notebook.write("helper.ts", "export const double = (x: number): number => x * 2")
  return notebook
}

test("a second run takes everything from the cache", async () => {
  using notebook = chain()
  expect(await notebook.run()).toMatchObject({ state: "completed", ran: ["first", "second"], log: ["second: 5"] })
  expect(await notebook.run()).toMatchObject({
    state: "completed",
    ran: [],
    states: { first: "cached", second: "cached" },
  })
})

function configured(compilerOptions: object): string {
  return JSON.stringify({ compilerOptions })
}

test("what a tsconfig.json says counts for the tasks that it is about", async () => {
  const react = `const React = { createElement: (...all: unknown[]) => JSON.stringify(all) }`
  const makes = `// @task makes\nconsole.log(<b>1</b>)`
  const imports = `// @task imports\nimport { where } from "@/where"\nconsole.log(where)`
  using notebook = new TestNotebook(react, makes, imports, `// @task other\nconsole.log("other")`)
  notebook.write("first/where.ts", `export const where: string = "first"`)
  notebook.write("second/where.ts", `export const where: string = "second"`)
  notebook.write("tsconfig.json", configured({ jsx: "react", paths: { "@/*": ["./first/*"] } }))
  expect((await notebook.run()).log.toSorted()).toEqual(
    ['makes: ["b",null,"1"]', "imports: first", "other: other"].toSorted(),
  )
  expect((await notebook.run()).ran).toEqual([])
  notebook.write("tsconfig.json", configured({ jsx: "react", strict: true, paths: { "@/*": ["./first/*"] } }))
  expect((await notebook.run()).ran).toEqual([])
  notebook.write("tsconfig.json", configured({ jsx: "react", paths: { "@/*": ["./second/*"] } }))
  expect(await notebook.run()).toMatchObject({ ran: ["imports"], log: ["imports: second"] })
  const factory = { jsx: "react", jsxFactory: "React.createElement.bind", paths: { "@/*": ["./second/*"] } }
  notebook.write("tsconfig.json", configured(factory))
  expect((await notebook.run()).ran).toEqual(["makes"])
})

const changes: readonly [what: string, change: (notebook: TestNotebook) => void, ran: readonly string[]][] = [
  ["a comment", (it) => it.rewrite(helperCell, `// @task first\n// twice\nconst a = double(2)`, secondTask), []],
  [
    "formatting and types",
    (it) => it.rewrite(helperCell, `// @task first\n  const  a: number = (double( 2 ));`, secondTask),
    [],
  ],
  [
    "a cell of Markdown and another order",
    (it) => it.rewrite(secondTask, firstTask, "// %% [markdown]\n// # Hi", helperCell),
    [],
  ],
  [
    "the task's code",
    (it) => it.rewrite(helperCell, `// @task first\nconst a = double(3)`, secondTask),
    ["first", "second"],
  ],
  [
    "code with the same result",
    (it) => it.rewrite(helperCell, `// @task first\nconst a = double(1) + 2`, secondTask),
    ["first"],
  ],
  [
    "the helper module",
    (it) => void it.write("helper.ts", "export const double = (x: number): number => x + x + 0"),
    ["first"],
  ],
  ["an unrelated file", (it) => void it.write("other.ts", "export {}"), []],
  ["a time stamp", (it) => utimesSync(join(it.folder, "helper.ts"), 1, 1), []],
  ["a version", (it) => it.rewrite(helperCell, firstTask.replace("first", "first version=2"), secondTask), ["first"]],
]

test.for(changes)("after a change of %s only what depends on it runs", async ([, change, ran]) => {
  using notebook = chain()
  await notebook.run()
  change(notebook)
  expect(await notebook.run()).toMatchObject({ state: "completed", ran })
})

test("going back to an earlier state is cached as well", async () => {
  using notebook = new TestNotebook(`// @task a\nconst x = 1`)
  await notebook.run()
  notebook.rewrite(`// @task a\nconst x = 2`)
  expect((await notebook.run()).ran).toEqual(["a"])
  notebook.rewrite(`// @task a\nconst x = 1`)
  expect((await notebook.run()).ran).toEqual([])
})

test("what a task reads decides, whether it was there or not", async () => {
  using notebook = new TestNotebook(
    `import { existsSync, readFileSync, readdirSync } from "node:fs"`,
    `// @task file\nconst text = existsSync("maybe.txt") ? readFileSync("maybe.txt", "utf8") : "nothing"`,
    `// @task list\nconst names = readdirSync(".").filter((name) => name.endsWith(".csv"))`,
    `// @task variable\nconst setting = process.env.TSNB_TEST_SETTING ?? "unset"`,
  )
  delete process.env["TSNB_TEST_SETTING"]
  expect((await notebook.run()).ran.toSorted()).toEqual(["file", "list", "variable"])
  expect((await notebook.run()).ran).toEqual([])
  notebook.write("maybe.txt", "something")
  expect((await notebook.run()).ran.toSorted()).toEqual(["file", "list"])
  notebook.write("maybe.txt", "else")
  expect((await notebook.run()).ran).toEqual(["file"])
  process.env["TSNB_TEST_SETTING"] = "on"
  expect((await notebook.run()).ran).toEqual(["variable"])
  delete process.env["TSNB_TEST_SETTING"]
})

test("a file that a task wrote is put back when it is gone or altered", async () => {
  using notebook = new TestNotebook(
    `import { writeFileSync } from "node:fs"`,
    `// @task save\nwriteFileSync("model.txt", "weights")\nconst saved = "model.txt"`,
  )
  await notebook.run()
  expect((await notebook.run()).ran).toEqual([])
  notebook.write("model.txt", "tampered")
  expect((await notebook.run()).ran).toEqual(["save"])
  expect((await notebook.run()).ran).toEqual([])
})

test("two closures of the same code have keys of their own", async () => {
  using notebook = new TestNotebook(
    `import { readFileSync } from "node:fs"\nconst factor = Number(readFileSync("factor.txt", "utf8"))\nfunction scale(x: number) { return x * factor }`,
    `// @task a\nconst scaled = scale(10)\nconsole.log(scaled)`,
  )
  notebook.write("factor.txt", "2")
  expect((await notebook.run()).log).toEqual(["a: 20"])
  notebook.write("factor.txt", "3")
  expect((await notebook.run()).log).toEqual(["a: 30"])
})

test("cache=off runs again, cacheFor keeps for a while, fresh runs all, from runs a task and what follows", async () => {
  using notebook = new TestNotebook(
    `// @task off cache=off\nconst o = 1`,
    `// @task short cacheFor=1ms\nconst s = 1`,
    `// @task long cacheFor=1d\nconst l = 1`,
    `// @task after\nconst sum = l + 1`,
  )
  await notebook.run()
  await new Promise((done) => setTimeout(done, 5))
  expect((await notebook.run()).ran.toSorted()).toEqual(["off", "short"])
  expect((await notebook.run({ fresh: true })).ran.toSorted()).toEqual(["after", "long", "off", "short"])
  expect((await notebook.run({ from: "long", only: ["after"] })).ran).toEqual(["long", "after"])
  expect((await notebook.run({ only: ["after"] })).states).toEqual({ long: "cached", after: "cached" })
})

test("a damaged result file is noticed and computed again", async () => {
  using notebook = new TestNotebook(
    `// @task big\nconst data = Float64Array.from({ length: 50_000 }, (_, i) => Math.sin(i))`,
    `// @task sum\nconst total = data.reduce((sum, value) => sum + value, 0)`,
  )
  await notebook.run()
  const { truncateSync } = await import("node:fs")
  const results = join(notebook.folder, ".tsnb", "results")
  const file = readdirSync(results, { recursive: true, withFileTypes: true }).find((entry) => entry.isFile())
  expect(file).toBeDefined()
  if (file) truncateSync(join(file.parentPath, file.name), 1_000)
  const again = await notebook.run()
  expect(again).toMatchObject({ state: "completed", ran: ["big"], states: { sum: "cached" } })
})

const bigTask = `// @task big\nconst data = Float64Array.from({ length: 50_000 }, (_, i) => Math.sin(i))`

/** Changes a byte of the one result that has a file, and nothing else that a quick look would show. */
function damageResult({ folder }: TestNotebook): string {
  const results = join(folder, ".tsnb", "results")
  const file = readdirSync(results, { recursive: true, withFileTypes: true }).find((entry) => entry.isFile())
  if (!file) throw new Error("there is no file of a result")
  const path = join(file.parentPath, file.name)
  const { atime, mtime } = statSync(path)
  const bytes = readFileSync(path)
  bytes[1_000] = (bytes[1_000] ?? 0) ^ 1
  writeFileSync(path, bytes)
  utimesSync(path, atime, mtime)
  return path
}

test("a result file that was changed behind its size and time is noticed and computed again", async () => {
  using notebook = new TestNotebook(bigTask, `// @task sum\nconst total = data.length`)
  await notebook.run()
  damageResult(notebook)
  expect(await notebook.run()).toMatchObject({ state: "completed", ran: ["big"], states: { sum: "cached" } })
})

test("a result file whose damage only its reader sees is computed again by the next run", async () => {
  using notebook = new TestNotebook(bigTask, `// @task sum\nconst total = data.length`)
  await notebook.run()
  const look = lstatSync(damageResult(notebook), { bigint: true })
  {
    using database = rawDatabase(join(notebook.folder, ".tsnb", "store.db"))
    const seen = [look.size, look.mtimeNs, look.ctimeNs, look.ino].join(" ")
    database.database.prepare("UPDATE results SET seen = ? WHERE seen IS NOT NULL").run(seen)
  }
  // Nobody reads it, so nobody minds.
  expect(await notebook.run()).toMatchObject({ state: "completed", ran: [] })
  notebook.rewrite(bigTask, `// @task sum\nconst total = data.length + 1`)
  expect(await notebook.run()).toMatchObject({ state: "failed", states: { big: "cached", sum: "failed" } })
  expect(await notebook.run()).toMatchObject({ state: "completed", ran: ["big", "sum"] })
})

const child = `import { execFileSync } from "node:child_process"`
const listing = `const text = execFileSync(process.execPath, ["-p", "fs.readFileSync('x.txt', 'utf8')"], { encoding: "utf8" }).trim()\nconsole.log(text)`

test("files that are named later count from then on, and nothing older is served", async () => {
  using notebook = new TestNotebook(child, `// @task list\n${listing}`)
  notebook.write("x.txt", "1")
  expect((await notebook.run()).log).toContain("list: 1")
  notebook.rewrite(child, `// @task list reads="x.txt"\n${listing}`)
  notebook.write("x.txt", "2")
  const named = await notebook.run()
  expect(named.log).toEqual(["list: 2"])
  const reasons = named.events.flatMap((event) => (event.type === "taskStateChanged" && event.reason) || [])
  expect(reasons).toEqual(["reads= is new"])
  notebook.write("x.txt", "3")
  expect((await notebook.run()).log).toEqual(["list: 3"])
  expect((await notebook.run()).ran).toEqual([])
})

test("native code is hinted at once for all tasks that call it, and not for those that get a value of its library", async () => {
  using notebook = new TestNotebook(
    `import nat from "nat"\nimport { other } from "./other.ts"`,
    `// @task make\nconst frame = nat.read()`,
    `// @task use\nconst size = frame.size + 1`,
    `// @task alsoMake\nconst second = nat.read().size + other`,
    `// @task quiet reads=[]\nconst third = nat.read()`,
    `// @task local\nconst fourth = other`,
  )
  const sqlite = JSON.stringify(fileURLToPath(import.meta.resolve("better-sqlite3")))
  const kept = `[Symbol.for("tsnb.store")]() { return 1 } static [Symbol.for("tsnb.revive")]() { return new Frame() }`
  notebook.package(
    "nat",
    `new (require(${sqlite}))(":memory:").close()
class Frame { size = 1; ${kept} }
exports.Frame = Frame
exports.read = () => new Frame()`,
  )
  notebook.write("other.ts", `export const other = 2`)
  const { log, errors } = await notebook.run()
  expect(errors).toEqual({})
  expect(log).toEqual([
    expect.stringMatching(
      /^(?:make|alsoMake): the tasks (?:make and alsoMake|alsoMake and make) use native code \(better-sqlite3\), and tsnb/,
    ),
  ])
})

test("what a child process reads is hinted at once, unless the task says what that is", async () => {
  const hint =
    /: the task starts a child process \(.*\), and tsnb can't see what that reads. Name the files with reads="…", or write reads=\[\] if there are none$/
  using notebook = new TestNotebook(
    child,
    `// @task list for="n of [1, 2]"\n${listing}\nconst twice = execFileSync(process.execPath, ["-p", "1"]).length`,
    `// @task quiet reads=[]\nexecFileSync(process.execPath, ["-p", "1"])`,
    `// @task free cache=off\nexecFileSync(process.execPath, ["-p", "2"])`,
    `// @task none\nconst one = 1`,
  )
  notebook.write("x.txt", "1")
  const first = await notebook.run()
  const hints = first.log.filter((line) => hint.test(line))
  expect(hints.map((line) => line.split(":")[0])).toEqual(["list"])
  const again = await notebook.run()
  expect(again.log.filter((line) => hint.test(line))).toEqual([])
})

test("a pattern of reads= that matches no file is told once in a run, also when the attempt fails", async () => {
  using notebook = new TestNotebook(
    `// @task list for="n of [1, 2]" reads=["dta/*.csv", "data/*.csv"]\nconst one = n`,
    `// @task fails reads="none"\nthrow new Error("no")`,
    `// @task sound reads="data"\nconst two = 2`,
    `// @task named reads=[]\nconst three = 3`,
    `// @task free cache=off reads="none"\nconst four = 4`,
  )
  notebook.write("data/a.csv", "1")
  const { log } = await notebook.run()
  expect(log.filter((line) => line.includes("matches no file")).toSorted()).toEqual([
    `fails: reads="none" matches no file`,
    `list: reads="dta/*.csv" matches no file`,
  ])
})

test("declared outputs of child processes are put back, and ignored variables don't matter", async () => {
  process.env["TSNB_TEST_TOKEN"] = "1"
  using notebook = new TestNotebook(
    child,
    `// @task make reads=[] writes="out.txt" ignoreEnv=TSNB_TEST_TOKEN\nconst token = typeof process.env.TSNB_TEST_TOKEN\nexecFileSync(process.execPath, ["-e", "fs.writeFileSync('out.txt', '1')"])`,
  )
  await notebook.run()
  process.env["TSNB_TEST_TOKEN"] = "2"
  expect((await notebook.run()).ran).toEqual([])
  delete process.env["TSNB_TEST_TOKEN"]
  notebook.write("out.txt", "2")
  expect((await notebook.run()).ran).toEqual(["make"])
  expect((await notebook.run()).ran).toEqual([])
})

test("tasks that log to one file come from the cache, and so does the one that begins it", async () => {
  using notebook = new TestNotebook(
    `import { appendFileSync, writeFileSync } from "node:fs"`,
    `// @task begin\nwriteFileSync("log.txt", "begin\\n")\nconst path = "log.txt"`,
    `// @task one\nappendFileSync(path, "one\\n")`,
    `// @task two\nappendFileSync(path, "two\\n")`,
    `// @task three\nappendFileSync("other.txt", "three\\n")`,
    `// @task four\nappendFileSync("other.txt", "four\\n")`,
  )
  await notebook.run()
  expect((await notebook.run()).ran).toEqual([])
  notebook.write("log.txt", "changed")
  expect((await notebook.run()).ran).toEqual(["begin"])
})

test("whoever adds to a log runs again when it is gone, also when another one has begun it anew", async () => {
  using notebook = new TestNotebook(
    `import { appendFileSync, writeFileSync } from "node:fs"`,
    `// @task begin\nwriteFileSync("log.txt", "begin\\n")\nconst path = "log.txt"`,
    `// @task one\nappendFileSync(path, "one\\n")`,
    `// @task two\nappendFileSync("other.txt", "two\\n")\nconst last = 2`,
    `// @task three\nappendFileSync("other.txt", \`three after \${last}\\n\`)`,
  )
  await notebook.run()
  rmSync(join(notebook.folder, "log.txt"))
  expect((await notebook.run()).ran).toEqual(["begin", "one"])
  rmSync(join(notebook.folder, "other.txt"))
  expect((await notebook.run()).ran).toEqual(["two", "three"])
  expect(readFileSync(join(notebook.folder, "other.txt"), "utf8")).toBe("two\nthree after 2\n")
  expect((await notebook.run()).ran).toEqual([])
})

test("a notebook's own name counts for code that reads it", async () => {
  using notebook = new TestNotebook(
    `// @task meta\nconst a = import.meta.filename.slice(-7)\nconsole.log(a)`,
    `// @task url\nconst { url } = import.meta\nconst b = url.slice(-7)\nconsole.log(b)`,
    `// @task filename\nconst c = __filename.slice(-7)\nconsole.log(c)`,
    `// @task folder\nconst d = import.meta.dirname.length + __dirname.length\nconsole.log(d > 0)`,
  )
  const { readFileSync } = await import("node:fs")
  await notebook.run()
  expect((await notebook.run()).ran).toEqual([])
  const copy = notebook.write("copy2.tsnb", readFileSync(notebook.path, "utf8"))
  const other = await notebook.run({ notebook: copy })
  expect(other.log.toSorted()).toEqual(["filename: y2.tsnb", "meta: y2.tsnb", "url: y2.tsnb"])
  expect(other.states["folder"]).toBe("cached")
  expect((await notebook.run({ notebook: copy })).ran).toEqual([])
  expect((await notebook.run()).ran).toEqual([])
})

test("variables that Node reads itself count when they are set", async () => {
  using notebook = new TestNotebook(
    `// @task hours\nconst hours = new Date(0).getHours()\nconsole.log(hours)`,
    `// @task any ignoreEnv=TZ\nconst one = 1`,
  )
  const before = process.env["TZ"]
  try {
    process.env["TZ"] = "Etc/GMT-5"
    expect((await notebook.run()).log).toEqual(["hours: 5"])
    process.env["TZ"] = "Etc/GMT-7"
    expect(await notebook.run()).toMatchObject({ ran: ["hours"], log: ["hours: 7"] })
    process.env["TZ"] = "Etc/GMT-5"
    expect((await notebook.run()).ran).toEqual([])
  } finally {
    if (before === undefined) delete process.env["TZ"]
    else process.env["TZ"] = before
  }
})

test("what a subflow's for= and when= read counts for the task that asks", async () => {
  using notebook = new TestNotebook(`// @task ask\nconst { days } = await subflow("./child.tsnb")\nconsole.log(days)`)
  notebook.write(
    "child.tsnb",
    `// %%\nimport { existsSync, readFileSync } from "node:fs"\n\n// %%\n// @task days for="day of readFileSync('days.txt', 'utf8').split(',')"\nconst days = day\n\n// %%\n// @task more when="existsSync('more.txt')"\nconst extra = 1\n`,
  )
  notebook.write("days.txt", "a,b")
  expect((await notebook.run()).log).toEqual(["ask: [ 'a', 'b' ]"])
  expect((await notebook.run()).ran).toEqual([])
  notebook.write("days.txt", "a,b,c")
  expect((await notebook.run()).log).toEqual(["ask: [ 'a', 'b', 'c' ]"])
  notebook.write("more.txt", "")
  expect((await notebook.run()).ran).toEqual(["ask"])
  expect((await notebook.run()).ran).toEqual([])
})

describe("a subflow that failed, of which the task that asks takes no notice,", () => {
  const ask = `// @task ask\nlet word = "none"\ntry {\n  word = (await subflow("./child.tsnb")).word\n} catch {}\nconsole.log(word)`
  const mended = childOf(`// @task t\nconst word = "mended"`)

  test.each<[string, string, string]>([
    [`// @task t\nconst word = readFileSync("word.txt", "utf8")`, "word.txt", "mended"],
    [
      `import { word as is } from "./word.ts"\n\n// %%\n// @task t\nconst word = is`,
      "word.ts",
      "export const word = 'mended'",
    ],
    [`// @task t\nconst word: string = (() => { throw new Error("no") })()`, "child.tsnb", mended],
    [`// @task t when="JSON.parse(readFileSync('word.txt', 'utf8'))"\nconst word = "mended"`, "word.txt", "true"],
    [
      `const all = JSON.parse(readFileSync("word.txt", "utf8"))\n\n// %%\n// @task t\nconst word = all.word`,
      "word.txt",
      `{"word":"mended"}`,
    ],
  ])("counts with what it depended on: %s", async (cells, path, content) => {
    using notebook = new TestNotebook(ask)
    notebook.write("child.tsnb", childOf(cells))
    expect((await notebook.run()).log).toEqual(["ask: none"])
    expect((await notebook.run()).ran).toEqual([])
    notebook.write(path, content)
    expect(await notebook.run()).toMatchObject({ log: ["ask: mended"] })
    expect((await notebook.run()).ran).toEqual([])
  })

  test.each<[string, string]>([
    [`// @task t\nconst word = 1\nprocess.exit(3)`, "a process of the subflow child died"],
    [`// @task t timeout=1ms\nconst word = await new Promise(() => {})`, "a task of the subflow child timed out"],
    [`// @task t\nconst = 1`, "what child.tsnb depends on isn't known"],
  ])("keeps the result from the cache when that isn't known: %s", async (cells, doubt) => {
    using notebook = new TestNotebook(ask)
    notebook.write("child.tsnb", childOf(cells))
    expect((await notebook.run()).log).toEqual(["ask: none", `ask: the result isn't cached: ${doubt}`])
    notebook.write("child.tsnb", mended)
    expect(await notebook.run()).toMatchObject({ log: ["ask: mended"] })
  })
})

function childOf(cells: string): string {
  return `// %%\nimport { readFileSync } from "node:fs"\n\n// %%\n${cells}\n`
}

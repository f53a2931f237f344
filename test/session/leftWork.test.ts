import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import type { ErrorReport } from "../../kernel/model/errorReport.ts"
import { TestNotebook, type TestRun } from "../support/flow.ts"

const advice = "after the cell's end. `await` what the cell starts, or hand what is meant to stay to `background()`"

function waitingFor({ events }: { events: readonly FlowEvent[] }): readonly string[] {
  return events.flatMap((event) => (event.type === "waiting" ? [`${event.task}: ${event.what}`] : []))
}

function reportOf({ events }: TestRun, task: string): ErrorReport | undefined {
  const errors = events.flatMap((event) =>
    event.type === "taskStateChanged" && event.task === task && event.error ? [event.error] : [],
  )
  return errors.at(-1)
}

test("what a task doesn't await is waited for, and its error fails the task, which isn't cached", async () => {
  using notebook = new TestNotebook(
    `import { writeFile } from "node:fs/promises"`,
    `// @task save
async function save() {
  await new Promise((resolve) => setTimeout(resolve, 500))
  await writeFile("saved.txt", "x")
  throw new Error("upload failed")
}
save()
const done = true`,
  )
  for (const time of ["first", "second"]) {
    const run = await notebook.run()
    expect([time, run.states, run.errors]).toEqual([time, { save: "failed" }, { save: "upload failed" }])
    expect(readFileSync(join(notebook.folder, "saved.txt"), "utf8")).toBe("x")
    expect(waitingFor(run)).toEqual(["save: 1 timer"])
    expect(run.log).toEqual([`save: Waited for 1 timer ${advice}`])
  }
})

test.for<[title: string, source: string, log: readonly string[]]>([
  [
    "a chain of timers",
    `const step = (n) => setTimeout(() => { console.log(n); if (n > 0) step(n - 1) }, 5)\nstep(2)`,
    ["2", "1", "0"],
  ],
  ["ticks and microtasks", `process.nextTick(() => queueMicrotask(() => console.log("late")))`, ["late"]],
  ["many promises", `(async () => { for (let n = 0; n < 1e4; n++) await n\nconsole.log("late") })()\nlet a`, ["late"]],
  [
    "a child process",
    `require("node:child_process").exec("echo hi", (_, out) => console.log(out.trim()))\nlet a`,
    ["hi"],
  ],
  ["compression", `require("node:zlib").gzip(Buffer.alloc(3e6), () => console.log("zipped"))`, ["zipped"]],
  ["a key", `require("node:crypto").scrypt("a", "b", 64, () => console.log("derived"))`, ["derived"]],
  [
    "a worker thread",
    `const { Worker } = require("node:worker_threads")
new Worker("setTimeout(() => {}, 50)", { eval: true }).on("exit", () => console.log("gone"))\nlet a`,
    ["gone"],
  ],
  [
    "a stream",
    `const { createReadStream, createWriteStream } = require("node:fs")
createReadStream("flow.tsnb").pipe(createWriteStream("copy")).on("finish", () => console.log("copied"))\nlet a`,
    ["copied"],
  ],
  [
    "a request to a server of its own",
    `const server = require("node:http").createServer((_, answer) => setTimeout(() => answer.end("hello"), 30))
server.listen(0, async () => {
  console.log(await (await fetch("http://127.0.0.1:" + server.address().port)).text())
  server.close()
})
let a`,
    ["hello"],
  ],
  [
    "what 'beforeExit' begins",
    `process.once("beforeExit", () => setTimeout(() => console.log("late"), 5))\nlet a`,
    ["late"],
  ],
])("%s that a task leaves comes to its end", async ([, source, expected]) => {
  using notebook = new TestNotebook(`// @task left reads=[]\n${source}`)
  const { states, log } = await notebook.run()
  expect(states).toEqual({ left: "completed" })
  expect(log.filter((line) => !line.includes("after the cell's end"))).toEqual(expected.map((text) => `left: ${text}`))
})

test.for<[title: string, source: string, message: string]>([
  ["in a microtask", `queueMicrotask(() => { throw new Error("thrown late") })`, "thrown late"],
  ["in a tick", `process.nextTick(() => { throw new Error("thrown late") })`, "thrown late"],
  [
    "in a listener",
    `require("node:fs").readFile("none", (error) => { throw error })`,
    "ENOENT: no such file or directory",
  ],
  ["of a promise", `Promise.reject(new Error("dropped"))\nlet a`, "dropped"],
  [
    "of a promise that is handled too late",
    `const p = Promise.reject(new Error("dropped"))\nsetTimeout(() => p.catch(() => {}), 20)`,
    "dropped",
  ],
])("an error %s fails the task", async ([, source, message]) => {
  using notebook = new TestNotebook(`// @task bad\n${source}\nlet b`)
  const { states, errors } = await notebook.run()
  expect(states).toEqual({ bad: "failed" })
  expect(errors["bad"]).toContain(message)
})

test("a rejection that is handled within the same turn fails nothing", async () => {
  using notebook = new TestNotebook(
    `// @task good\nconst p = Promise.reject(new Error("handled"))\nPromise.resolve().then(() => p.catch(() => console.log("seen")))\nlet a`,
  )
  expect(await notebook.run()).toMatchObject({ states: { good: "completed" }, log: ["good: seen"] })
})

test("in a loop, the element fails whose work failed", async () => {
  using notebook = new TestNotebook(
    `// @task each for="n of [1, 2, 3]"\nsetTimeout(() => { if (n === 2) throw new Error("two") }, 5)\nconst x = n`,
  )
  const { states } = await notebook.run()
  expect(states).toEqual({ each: "failed", "each[0]": "completed", "each[1]": "failed", "each[2]": "completed" })
})

test("what never ends is waited for until the timeout, which says for what", async () => {
  using notebook = new TestNotebook(
    `// @task ticking timeout=4s\nsetInterval(() => {}, 10)\nconst a = 1`,
    `// @task serving timeout=4s\nrequire("node:net").createServer().listen(0)\nsetInterval(() => {}, 10)\nconst b = 1`,
    `// @task watching timeout=4s\nrequire("node:fs").watch(".")\nconst c = 1`,
  )
  const run = await notebook.run()
  expect(run.states).toEqual({ ticking: "timedOut", serving: "timedOut", watching: "timedOut" })
  expect(waitingFor(run).toSorted()).toEqual([
    "serving: 1 server, 1 timer",
    "ticking: 1 timer",
    "watching: 1 file watcher",
  ])
  expect(run.errors["serving"]).toContain("while it was waiting for 1 server, 1 timer after the cell's end")
})

test("a run can be cancelled while a task waits for what it left", async () => {
  using notebook = new TestNotebook(`// @task ticking\nsetInterval(() => {}, 10)\nconst a = 1`)
  const abort = new AbortController()
  const cancel = (event: FlowEvent): void => {
    if (event.type === "waiting") abort.abort()
  }
  expect(await notebook.run({}, cancel, abort.signal)).toMatchObject({
    state: "cancelled",
    states: { ticking: "cancelled" },
  })
})

test("what is meant to stay holds up nothing, and ends with the task's process", async () => {
  using notebook = new TestNotebook(
    `// @flow concurrency=1`,
    `// @task serving
import { createServer } from "node:http"
import { background } from "tsnb"
const server = background(createServer((_, answer) => answer.end("hello")).listen(0))
background(setInterval(() => console.log("never"), 60_000))
const { port } = server.address() as { port: number }
const text = await (await fetch(\`http://127.0.0.1:\${port}\`)).text()
console.log(text)`,
    `// @task promised after=serving
async function poll() { for (;;) await new Promise((resolve) => setTimeout(resolve, 5)) }
background(poll())
const promised = 1`,
    `// @task unreferenced after=promised\nsetInterval(() => {}, 10).unref()\nconst a = 1`,
    `// @task gone after=unreferenced
const reached = await fetch("http://127.0.0.1:" + port).then(() => true, () => false)
console.log("reached", reached)`,
  )
  const { states, log } = await notebook.run()
  expect(states).toEqual({ serving: "completed", promised: "completed", unreferenced: "completed", gone: "completed" })
  expect(log).toEqual(["serving: hello", "gone: reached false"])
})

test("background() refuses what it can't let go on", async () => {
  using notebook = new TestNotebook(`// @task wrong\nbackground("server" as never)\nlet a`)
  const { errors } = await notebook.run()
  expect(errors["wrong"]).toContain("background() takes what goes on")
})

test.for<[title: string, source: string, line: number]>([
  ["a promise", `const a = 1\nawait new Promise(() => {})`, 4],
  ["the second await", `await 1\nawait null\nawait new Promise(() => {})\nawait 2`, 5],
  ["within a function", `const wait = async () => {\n  await new Promise(() => {})\n}\nawait wait()`, 6],
  [
    "an event that never comes",
    `const { EventEmitter, once } = require("node:events")\nawait once(new EventEmitter(), "go")`,
    4,
  ],
  ["a timer that doesn't count", `await new Promise((resolve) => setTimeout(resolve, 60_000).unref())`, 3],
  [
    "a loop over events",
    `const { EventEmitter, on } = require("node:events")\nfor await (const _ of on(new EventEmitter(), "go")) {}`,
    4,
  ],
  ["in TypeScript", `interface A { a: 1 }\nconst a: A =\n  await new Promise<A>(() => {})`, 5],
])("an await that can never settle fails at once: %s", async ([, source, line]) => {
  using notebook = new TestNotebook(`// @task stuck\n${source}`)
  const run = await notebook.run()
  expect(run.states).toEqual({ stuck: "failed" })
  expect(reportOf(run, "stuck")).toMatchObject({
    name: "UnsettledAwait",
    message: expect.stringMatching(new RegExp(`^The await in line ${line} can`)),
    stack: expect.stringMatching(new RegExp(`at flow\\.tsnb:${line}:\\d+$`)),
  })
})

test("a list and a condition that can never be known fail their tasks at once", async () => {
  using notebook = new TestNotebook(
    `// @task each for="x of await new Promise<number[]>(() => {})"\nconst y = x`,
    `// @task perhaps when="await new Promise<boolean>(() => {})"\nconst z = 1`,
  )
  const { states, errors } = await notebook.run()
  expect(states).toEqual({ each: "failed", perhaps: "failed" })
  expect(errors["each"]).toMatch(/^The await in line 2 can never settle/)
  expect(errors["perhaps"]).toMatch(/^The await in line 6 can never settle/)
})

test("a value that never comes to show itself fails its task at once", async () => {
  using notebook = new TestNotebook(
    `// @task stuck\ndisplay({ [Symbol.for("Jupyter.display")]: () => new Promise(() => {}) })\nlet a`,
  )
  expect((await notebook.run()).errors["stuck"]).toMatch(/^The cell waits for a promise that can never settle/)
})

test.for<[title: string, source: string]>([
  ["a subflow", `const { x } = await subflow("./child.tsnb")\nconsole.log(x)`],
  [
    "a child process",
    `const child = require("node:child_process").spawn("sleep", ["0.1"])\nawait new Promise((resolve) => child.on("exit", resolve))\nconsole.log(1)`,
  ],
  [
    "a worker thread",
    `const { Worker } = require("node:worker_threads")\nawait new Promise((resolve) => new Worker("setTimeout(() => {}, 50)", { eval: true }).on("exit", resolve))\nconsole.log(1)`,
  ],
  ["compression", `await require("node:util").promisify(require("node:zlib").gzip)(Buffer.alloc(3e6))\nconsole.log(1)`],
  [
    "WebCrypto",
    `await crypto.subtle.generateKey({ name: "RSA-PSS", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, true, ["sign"])\nconsole.log(1)`,
  ],
  ["WebAssembly", `await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))\nconsole.log(1)`],
  ["name lookup", `await require("node:dns/promises").lookup("localhost")\nconsole.log(1)`],
  ["a timer", `await require("node:timers/promises").setTimeout(50)\nconsole.log(1)`],
  [
    "the end of standard input",
    `const lines = require("node:readline").createInterface({ input: process.stdin })\nfor await (const _ of lines) {}\nconsole.log(1)`,
  ],
  [
    "Atomics.waitAsync, woken by a thread",
    `const { Worker } = require("node:worker_threads")\nconst shared = new Int32Array(new SharedArrayBuffer(4))\nnew Worker("const { workerData } = require('node:worker_threads'); setTimeout(() => Atomics.notify(workerData, 0), 50)", { eval: true, workerData: shared })\nawait Atomics.waitAsync(shared, 0, 0).value\nconsole.log(1)`,
  ],
])("%s can be awaited", async ([, source]) => {
  using notebook = new TestNotebook(`// @task waits reads=[]\n${source}\nlet a`)
  notebook.write(
    "child.tsnb",
    `// %%\n// @task slow\nawait new Promise((resolve) => setTimeout(resolve, 50))\nconst x = 1\n`,
  )
  const { states, log } = await notebook.run()
  expect(states["waits"]).toBe("completed")
  expect(log.filter((line) => !line.includes("after the cell's end"))).toEqual(["waits: 1"])
})

test("a subflow that isn't awaited is waited for", async () => {
  using notebook = new TestNotebook(`// @task asks\nvoid subflow("./child.tsnb")\nconst a = 1`)
  notebook.write(
    "child.tsnb",
    `// %%\n// @task slow\nawait new Promise((resolve) => setTimeout(resolve, 400))\nrequire("node:fs").writeFileSync("written", "")\nconst x = 1\n`,
  )
  const run = await notebook.run()
  expect(run.states["asks"]).toBe("completed")
  expect(existsSync(join(notebook.folder, "written"))).toBe(true)
  expect(run.log).toContain(`asks: Waited for 1 subflow ${advice}`)
})

test("plain cells and hooks are waited for, and fail, in the same way", async () => {
  using notebook = new TestNotebook(
    `const rows: number[] = []\nconst filled = JSON.parse("true")\nsetTimeout(() => console.log("plain"), 300)`,
    `const stuck = await new Promise<number>(() => {})`,
    `const late = JSON.parse("1")\nsetTimeout(() => { throw new Error("late") }, 5)`,
    `// @task a\nconst x = [rows, filled]`,
    `// @task b\nconst y = stuck`,
    `// @task c\nconst z = late`,
    `// @on failure\nsetTimeout(() => console.log("hook", run.state), 300)`,
    `// @on failed\nawait new Promise(() => {})`,
  )
  const run = await notebook.run()
  expect(run.states).toEqual({ a: "completed", b: "failed", c: "failed" })
  expect(run.errors["b"]).toMatch(/^The await in line 7 can never settle/)
  expect(run.errors["c"]).toBe("late")
  const log = run.log.join("\n")
  expect(log).toMatch(/: plain$/m)
  expect(log).toMatch(/: hook failed$/m)
  expect(log).toMatch(/The await in line 31 can never settle/)
})

test("set-up that is made again in a task's process is waited for with the task", async () => {
  using notebook = new TestNotebook(
    `class Queue { static { setTimeout(() => console.log("set up"), 300) } size = 1 }`,
    `// @task a\nconst x = new Queue().size`,
  )
  const run = await notebook.run()
  expect(run.states).toEqual({ a: "completed" })
  expect(waitingFor(run)).toEqual(["a: 1 timer"])
  expect(run.log).toContain("a: set up")
})

test.for<[title: string, setup: string, message: string]>([
  ["rejects where nobody awaits it", `void start("rejects")`, "start failed"],
  ["throws later", `start("throws")`, "too late"],
  ["never settles", `await start("never")`, "The await in line 3 can never settle"],
])("set-up that %s fails the tasks that it belongs to", async ([, setup, message]) => {
  using notebook = new TestNotebook(
    `import { start, starts } from "./start.ts"\n${setup}`,
    `// @task a\nconst x = starts()`,
    `// @task b\nconst y = 1`,
  )
  notebook.write(
    "start.ts",
    `let count = 0
export const starts = (): number => count
export async function start(how: string): Promise<void> {
  count++
  if (how === "never") await new Promise(() => {})
  if (how === "throws") setTimeout(() => { throw new Error("too late") }, 5)
  if (how === "rejects") throw new Error("start failed")
}`,
  )
  const { states, errors } = await notebook.run()
  expect(states).toEqual({ a: "failed", b: "completed" })
  expect(errors["a"]).toContain(message)
})

test("what a failed plain cell leaves doesn't hold up the cells after it", async () => {
  using notebook = new TestNotebook(
    `const failed = ((): number => { setInterval(() => {}, 10); throw new Error("failed") })()`,
    `const plain = JSON.parse("1")`,
    `// @task a\nconst x = failed`,
    `// @on failure\nconsole.log("hook", plain)`,
  )
  const { states, log } = await notebook.run()
  expect(states).toEqual({ a: "failed" })
  expect(log.at(-1)).toMatch(/: hook 1$/)
})

test.each([10, 600_000])(
  "what a plain cell goes on with in the background holds up nothing, and what comes after it is waited for (every %i ms)",
  async (pause) => {
    using notebook = new TestNotebook(
      `const pool = background({ timer: setInterval(() => {}, ${pause}) })\nconst size = JSON.parse("1")`,
      `const before = [size].length\nsetTimeout(() => clearInterval(pool.timer), 20)`,
      `const { stopped } = await import("./stopped.ts")\nconst after = [before, await stopped(pool.timer)].length`,
      `const last = [after].length\nsetTimeout(() => console.log("late"), 300)`,
      `// @task a\nconst x = last`,
    )
    notebook.write(
      "stopped.ts",
      `import { setTimeout } from "node:timers/promises"
export async function stopped(timer: { hasRef(): boolean; _destroyed: boolean }) {
  while (!timer._destroyed) await setTimeout(5)
}`,
    )
    const { states, log } = await notebook.run()
    expect(states).toEqual({ a: "completed" })
    const told = log.map((line) => line.replace(/^.*?: /, ""))
    // How soon it is told depends on how long it takes.
    expect(told.toSorted()).toEqual([expect.stringMatching(/^Wait(?:ed|s) for 1 timer after the cell's end\b/), "late"])
  },
)

test("a plain cell whose timer a later one is to stop says what it waits for, and how to go on", async () => {
  using notebook = new TestNotebook(
    `const ticks = { n: 0 }\nconst timer = setInterval(() => { ticks.n++ }, 5)`,
    `clearInterval(timer)`,
    `// @task a\nconsole.log(ticks.n)`,
  )
  const abort = new AbortController()
  const { log } = await notebook.run(
    {},
    (event) => {
      if (event.type === "logged" && event.text.startsWith("Waits for")) abort.abort()
    },
    abort.signal,
  )
  expect(log.join()).toContain(
    "Waits for 1 timer after the cell's end, before any other plain cell begins. What a later cell is to end, hand to `background()`",
  )
})

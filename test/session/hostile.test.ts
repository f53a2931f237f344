import { expect, test } from "vitest"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { TestNotebook, type TestRun } from "../support/flow.ts"

/** Tasks in a chain and one at a time, so that all of them run in the same warm process as long as it lives. */
function inOneProcess(...cells: readonly string[]): TestNotebook {
  const chained = cells.map((cell, index) => `// @task t${index}${index === 0 ? "" : ` after=t${index - 1}`}\n${cell}`)
  return new TestNotebook("// @flow concurrency=1", ...chained)
}

function logOf({ events }: TestRun): readonly string[] {
  return events.flatMap((event) => (event.type === "logged" ? [`${event.task} ${event.level}: ${event.text}`] : []))
}

test("what a cell does to Node's own channel and listeners reaches nobody", async () => {
  using notebook = inOneProcess(
    `process.send?.("hello"); process.send?.({ type: "finished", attempt: 1 }); const a = 1`,
    `process.send = () => true; process.disconnect?.(); const b = 1`,
    `process.removeAllListeners(); process.on("message", () => {}); process.exit = (() => {}) as never; const c = 1`,
    `console.log("still here"); const d = 1`,
  )
  const run = await notebook.run()
  expect(run.state).toBe("completed")
  expect(logOf(run)).toEqual(["t3 info: still here"])
})

/** A cell that writes to the pipe on which tsnb's own messages come. */
function writing(bytes: string): string {
  return `require("node:fs").writeSync(5, ${bytes})\nawait new Promise(() => {})`
}

test("a forged message ends the attempt of who sent it, and nothing else", async () => {
  using notebook = new TestNotebook(
    `// @task noise\n${writing(`Buffer.from("\\x05\\0\\0\\0hello")`)}`,
    `// @task forged\nconst { serialize } = require("node:v8")
const body = serialize({ type: "finished", attempt: 1, outcome: { kind: "completed" } })
const size = Buffer.alloc(4)
size.writeUInt32LE(body.length)
${writing(`Buffer.concat([size, body])`)}`,
    `// @task honest\nconst x = 1`,
  )
  const { states, errors } = await notebook.run()
  expect(states).toEqual({ noise: "crashed", forged: "crashed", honest: "completed" })
  expect(errors["forged"]).toContain("'finished' that isn't of its form")
})

/** A cell that sends a message of its own making, then waits for ever. */
function sending(message: string): string {
  return `// The number of its own attempt isn't told to a cell: one of the first is right.
for (let attempt = 1; attempt <= 40; attempt++) {
  const body = require("node:v8").serialize(${message})
  const size = Buffer.alloc(4)
  size.writeUInt32LE(body.length)
  require("node:fs").writeSync(5, Buffer.concat([size, body]))
}
await new Promise(() => {})`
}

test("whatever a process says, the run goes on, and its end is true", async () => {
  const end = `type: "finished", attempt, changed: [], duration: 1`
  const reference = `{ hash: "../".repeat(9) + "etc/passwd", encoding: "raw", size: 1, packedSize: 1, digest: "0".repeat(64) }`
  const messages = [
    `{ ${end}, trace: [], outcome: { kind: "completed", outputs: [null] } }`,
    `{ ${end}, trace: [{ kind: "bogus" }], outcome: { kind: "completed", outputs: [] } }`,
    `{ ${end}, trace: [null], outcome: { kind: "completed", outputs: [] } }`,
    `{ ${end}, trace: [], outcome: { kind: "completed", outputs: [{ name: "v7", value: ${reference} }] } }`,
    `{ ${end}, trace: [], outcome: { kind: "completed", outputs: [{ name: "mine", problem: "none" }] } }`,
    `{ ${end}, duration: NaN, trace: [], outcome: { kind: "failed", error: { name: "", message: "" }, fatal: true } }`,
    `{ type: "logged", attempt, time: NaN, level: "info", text: "x" }`,
    `{ type: "logged", attempt, time: 1, level: "info", text: "x", element: 3 }`,
    `{ type: "displayed", attempt, data: { "application/json": Object(1n) }, metadata: new Map() }`,
    `{ type: "displayed", attempt, data: { "application/json": [Object.assign([], { length: 4e9 })] } }`,
    `{ type: "artifactMade", attempt, artifact: { kind: "table", columns: null, rows: null } }`,
    `{ type: "requested", attempt, request: 1, notebook: "x.tsnb", parameters: null }`,
  ]
  using notebook = new TestNotebook(
    ...messages.map((message, index) => `// @task t${index}\n${sending(message)}\nconst v${index} = 1`),
    `// @task honest\nconst x = 1`,
    `// @task after\nconst y = x`,
  )
  const { state, states, errors } = await notebook.run()
  expect(state).toBe("failed")
  expect(states).toEqual({
    ...Object.fromEntries(messages.map((_, index) => [`t${index}`, "crashed"])),
    honest: "completed",
    after: "completed",
  })
  for (const message of Object.values(errors))
    expect(message).toMatch(/sent a '.*' (?:that isn't of its form|with other)/)
})

test("what a task says that is too long or too odd to be kept as it stands fails nothing", async () => {
  const cells = [
    `console.log("\\0".repeat(1e8))\nconst a = 1`,
    `const circle = []; circle.push(circle); artifact.table([{ circle }, [Object(1n)]]); const b = 1`,
    `let deep = []; for (let i = 0; i < 3_000; i++) deep = [deep]; artifact.table([{ deep }]); const c = 1`,
    `artifact.markdown(5 as never)`,
    `await subflow("./none.tsnb", null as never)`,
    `const f = [[1, , 2]]; artifact.table(f)`,
  ]
  using notebook = new TestNotebook(...cells.map((cell, index) => `// @task t${index}\n${cell}`))
  const { states, errors, log } = await notebook.run()
  expect(states).toEqual({
    t0: "completed",
    t1: "completed",
    t2: "completed",
    t3: "failed",
    t4: "failed",
    t5: "completed",
  })
  expect(errors["t3"]).toBe("The text of artifact.markdown() is a text, not 5")
  expect(errors["t4"]).toMatch(/^The parameters of the subflow .*none\.tsnb must be plain values/)
  expect(log.map(({ length }) => length)).toEqual(["t0: ".length + 1e8])
})

test("what a cell replaces among the globals is as it was for the next", async () => {
  using notebook = inOneProcess(
    `Array.prototype.map = () => { throw new Error("evil") }; JSON.stringify = () => ""; const a = 1`,
    `Math.random = () => 4; console.log([1].map((x) => x + 1)); const b = 1`,
    `console.log(Math.random() < 1); console.log = () => {}; process.stdout.write = () => true; const c = 1`,
    `console.log("heard"); const d = 1`,
  )
  const run = await notebook.run()
  expect(run.state).toBe("completed")
  expect(logOf(run)).toEqual(["t1 info: [ 2 ]", "t2 info: true", "t3 info: heard"])
})

test("an error after the end of a task harms no other", async () => {
  using notebook = inOneProcess(
    `const { existsSync } = require("node:fs")
setInterval(() => { if (existsSync("t1.txt")) throw new Error("late") }, 5).unref()
const a = 1`,
    `require("node:fs").writeFileSync("t1.txt", "")\nawait new Promise((done) => setTimeout(done, 100))\nconst b = 1`,
    `console.log("fresh process")\nconst c = 1`,
  )
  const run = await notebook.run()
  expect(run.errors).toEqual({})
  expect(run.state).toBe("completed")
  // A process in which a timer is left takes no other task, and ends when the next one comes.
  expect(logOf(run).filter((line) => !line.startsWith("t0 error: An error after the end of the task"))).toEqual([
    "t2 info: fresh process",
  ])
})

test("process.exit() in what a task left behind ends no other task", async () => {
  using notebook = inOneProcess(
    `const { existsSync } = require("node:fs")
setInterval(() => { if (existsSync("t1.txt")) process.exit(1) }, 5).unref()
const a = 1`,
    `require("node:fs").writeFileSync("t1.txt", "")\nawait new Promise((done) => setTimeout(done, 100))\nconst b = 1`,
  )
  const run = await notebook.run()
  expect(run.states).toEqual({ t0: "completed", t1: "completed" })
  // A process in which a timer is left takes no other task.
  expect(logOf(run).filter((line) => !line.startsWith("t0"))).toEqual([])
})

test("what is printed after the end of a task is its own, and nothing printed is lost", async () => {
  using notebook = inOneProcess(
    `const timer = setInterval(() => { console.log("tick"); process.stdout.write("tock\\n") }, 5).unref()
setTimeout(() => clearInterval(timer), 60).unref()
const a = 1`,
    `await new Promise((done) => setTimeout(done, 100))\nconst b = 1`,
    `require("node:child_process").execSync("printf native; printf error >&2", { stdio: "inherit" })\nconst c = 1`,
    `process.stdout.write(Buffer.from([0xe2, 0x82])); process.stdout.write(Buffer.from([0xac])); process.stdout.write("6869", "hex")\nconst d = 1`,
    `console.log("before the end"); process.exit(7)`,
  )
  const log = logOf(await notebook.run())
  expect(new Set(log.filter((line) => /ti?o?ck/.test(line)))).toEqual(new Set(["t0 info: tick", "t0 info: tock"]))
  expect(log.filter((line) => !/ti?o?ck|starts a child process/.test(line)).toSorted()).toEqual([
    "t2 info: native",
    "t2 warn: error",
    "t3 info: €hi",
    "t4 info: before the end",
  ])
})

test("a busy loop's lines are there while it runs, and after it was killed", async () => {
  using notebook = new TestNotebook(`// @task busy timeout=3s\nfor (let i = 0; ; i++) if (i < 20_000) console.log(i)`)
  const { log, states } = await notebook.run()
  expect(states).toEqual({ busy: "timedOut" })
  expect(log.length).toBeGreaterThan(1_000)
  expect(log).toEqual(log.map((_, index) => `busy: ${index}`))
})

test("what can't be shown or sent fails no task", async () => {
  using notebook = inOneProcess(
    `const a = 1;\n({ [Symbol.for("nodejs.util.inspect.custom")]() { throw new Error("no") } })`,
    `display({ get [Symbol.for("Jupyter.display")]() { throw new Error("never") } })\nconst b = 1`,
    `display({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": () => 1, "application/json": { big: 1n } }) })\nconst c = 1`,
    `artifact.table([{ big: 1n, symbol: Symbol("s"), method() {} }])\nconst d = 1`,
    `progress(1n as never, "2" as never, (() => 3) as never)\nconst e = 1`,
  )
  const { state, events } = await notebook.run()
  expect(state).toBe("completed")
  const shown = events.flatMap((event: FlowEvent) => (event.type === "displayed" ? [event.data["text/plain"]] : []))
  expect(shown).toEqual([
    "The value can't be shown. Error: no",
    "{ Symbol(Jupyter.display): [Getter] }\nIts own way to be shown failed. Error: never",
    "() => 1",
  ])
  expect(events.filter(({ type }) => type === "artifactMade")).toHaveLength(1)
  expect(events.find(({ type }) => type === "progressed")).toMatchObject({
    done: 1,
    total: 2,
    label: "[Function (anonymous)]",
  })
})

test("a proxy can be thrown", async () => {
  using notebook = new TestNotebook(
    `// @task closed\nconst no = () => { throw new Error("no") }\nthrow new Proxy(new Error("x"), { get: no, getPrototypeOf: no })`,
  )
  const { errors } = await notebook.run()
  expect(errors["closed"]).toContain("Error: x")
})

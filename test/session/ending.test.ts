import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { expect, test } from "vitest"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { commandLine } from "../support/builtKernel.ts"
import { decodeEvent } from "../support/events.ts"
import { TestNotebook } from "../support/flow.ts"

/** End state of each of a notebook's tasks, its subflows' tasks included. */
function endStates(events: readonly FlowEvent[]): Record<string, string> {
  return Object.fromEntries(
    events.flatMap((event) => (event.type === "taskStateChanged" ? [[event.task, event.state]] : [])),
  )
}

test("onFailure=stop ends the other elements of a task too", async () => {
  using notebook = new TestNotebook(
    `// @flow onFailure=stop concurrency=2`,
    `// @task each for="x of [1, 2, 3]"\nif (x === 1) throw new Error("one")\nfor (;;) {}`,
  )
  const { state, states } = await notebook.run()
  expect(state).toBe("failed")
  expect(states).toEqual({ each: "failed", "each[0]": "failed", "each[1]": "cancelled", "each[2]": "cancelled" })
})

test("timeouts of more days than Node's timers keep don't end anything early", async () => {
  using notebook = new TestNotebook(
    `// @flow timeout=60d`,
    `// @task a timeout=30d\nawait new Promise((done) => setTimeout(done, 20))\nconst x = 1`,
  )
  expect(await notebook.run()).toMatchObject({ state: "completed", states: { a: "completed" } })
})

test("a subflow ends with the attempt that asked for it, however that ends", async () => {
  using notebook = new TestNotebook(
    `// @task slow timeout=8s\nawait subflow("./child.tsnb", { name: "awaited" })\nconst a = 1`,
    `// @task quick\nbackground(subflow("./child.tsnb", { name: "dropped" }))
const { existsSync } = require("node:fs")
while (!existsSync("dropped")) await require("node:timers/promises").setTimeout(20)\nconst b = 1`,
  )
  notebook.write(
    "child.tsnb",
    `// %%\n// @parameters\nconst name = ""\n\n// %%\n// @task endless\nrequire("node:fs").writeFileSync(name, "")\nfor (;;) {}\n`,
  )
  const { events } = await notebook.run()
  expect(endStates(events)).toEqual({ slow: "timedOut", quick: "completed", endless: "cancelled" })
  const children = new Set(
    events.flatMap((event) => (event.type === "flowStarted" && event.parent !== undefined ? [event.run] : [])),
  )
  const ends = events.filter(
    (event) => event.type === "flowStateChanged" && children.has(event.run) && event.state === "cancelled",
  )
  expect(ends).toHaveLength(2)
})

test("a plain cell whose process dies fails what needs it; the other cells are evaluated in another", async () => {
  using notebook = new TestNotebook(
    `const answer = JSON.parse("42"), half = () => answer / 2`,
    `const gone = process.exit(3) as number`,
    `// @task a\nconst x = gone`,
    `// @task b\nconst y = half()`,
    `// @on failure\nconsole.log("hook", run.state, half(), y)`,
  )
  const { states, errors, log } = await notebook.run()
  expect(states).toEqual({ a: "crashed", b: "completed" })
  expect(errors["a"]).toContain("exit code 3")
  expect(log.join()).toContain("hook failed 21 21")
})

test("hooks run after a cancellation in the middle of a plain cell, with the values that they read", async () => {
  using notebook = new TestNotebook(
    `const before = JSON.parse("1")`,
    `const never = ((): number => { console.log("looping"); for (;;) before })()`,
    `// @task a\nconst x = never`,
    `const late = JSON.parse("2")`,
    `// @on cancelled\nconsole.log("hook", run.state, before, late, x)`,
  )
  const abort = new AbortController()
  const cancel = (event: FlowEvent): void => {
    if (event.type === "logged" && event.text === "looping") abort.abort()
  }
  const { state, log } = await notebook.run({}, cancel, abort.signal)
  expect(state).toBe("cancelled")
  expect(log.at(-1)).toContain("hook cancelled 1 2 undefined")
})

test("the parameters of a subflow that can't be handed over are named", async () => {
  using notebook = new TestNotebook(
    `// @task a\nawait subflow("./child.tsnb", { call: () => 1 })`,
    `// @task b\nawait subflow(5 as never)`,
  )
  const { errors } = await notebook.run()
  expect(errors["a"]).toMatch(/parameters of the subflow .*child\.tsnb must be plain values/)
  expect(errors["b"]).toBe("subflow() takes the path of a notebook, not 5")
})

test("process.exit() ends a process that has been up for a while", async () => {
  using notebook = new TestNotebook(
    `// @task first\nawait new Promise((done) => setTimeout(done, 200))`,
    `// @task exits after=first\nprocess.exit(3)`,
  )
  expect((await notebook.run()).states).toEqual({ first: "completed", exits: "crashed" })
})

test("a cell may define a function called `then`", async () => {
  using notebook = new TestNotebook(
    `function then(x: number) { return x + 1 }`,
    `// @task a\nconst y = then(1)\nconsole.log(y)`,
  )
  expect(await notebook.run()).toMatchObject({ state: "completed", log: ["a: 2"] })
})

test("a hook finds the error that failed the run", async () => {
  using notebook = new TestNotebook(
    `// @task good\nconst a = 1`,
    `// @task each for="x of [1, 2]"\nif (x === 2) throw new RangeError("too big")\nconst b = x`,
    `// @on failure\nconsole.log(run.error.name, run.error.message)`,
    `// @on success\nconsole.log("not this one")`,
  )
  const { log } = await notebook.run()
  expect(log.map((line) => line.slice(line.indexOf(": ") + 2))).toEqual(["RangeError too big"])
})

test.for(["", "// @flow f onFailure=stop"])(
  "a hook is told of each element, with attempts and errors (%s)",
  async (flow) => {
    using notebook = new TestNotebook(
      ...(flow === "" ? [] : [flow]),
      `// @task good\nconst a = 1`,
      `// @task each for="x of [1, 2]" label="'no' + x" retries=1 retryDelay=1ms after=good\nif (x === 2) throw new RangeError("too big")\nconst b = x`,
      `// @task later\nconsole.log(b)`,
      `// @on failure
const { task, name, message } = run.error
console.log(JSON.stringify([task, name, message]))
for (const { duration, error, ...task } of run.tasks) console.log(JSON.stringify([task, error && [error.name, error.message]]))`,
    )
    const { log } = await notebook.run()
    const said = log.map((line): unknown => JSON.parse(line.slice(line.indexOf(": ") + 2)))
    expect(said.slice(0, 5)).toEqual([
      ["each[1: no2]", "RangeError", "too big"],
      [{ name: "good", state: "completed", attempts: 1 }, null],
      [{ name: "each", state: "failed", attempts: 0 }, null],
      [{ name: "each", element: 0, label: "no1", state: "completed", attempts: 1 }, null],
      [{ name: "each", element: 1, label: "no2", state: "failed", attempts: 2 }, ["RangeError", "too big"]],
    ])
    expect(said[5]).toMatchObject([{ name: "later" }, null])
  },
)

test("what a condition or a list prints is in its task's log; a time that isn't one leaves the delay to the task", async () => {
  using notebook = new TestNotebook(
    `// @task a when="console.log('asked') ?? true"\nconst x = 1`,
    `// @task b for="y of (console.log('listed'), [1])"\nconst z = y`,
    `// @task c retries=1 retryDelay=5ms\nthrow new RetryAfter(NaN)`,
  )
  const { log, events } = await notebook.run()
  expect(log.toSorted()).toEqual(["a: asked", "b: listed"])
  const retrying = events.find((event) => event.type === "taskStateChanged" && event.state === "retrying")
  expect(retrying).toMatchObject({ task: "c", retryAt: expect.toSatisfy(Number.isFinite) })
})

test("a child process that left the group and holds the output open doesn't hold up the end of the run", async () => {
  const program = `const { spawn } = require("node:child_process")
const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 30_000)"], { stdio: "inherit", detached: true })
child.unref()
const pid = child.pid`
  using notebook = new TestNotebook(`// @task leaves\n${program}`, `// @task tells\nconsole.log(pid)`)
  const run = spawn(process.execPath, [commandLine, "run", notebook.path, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  let pid = 0
  for await (const line of createInterface({ input: run.stdout })) {
    const event = decodeEvent(line)
    if (event.type === "logged" && event.task === "tells") pid = Number(event.text)
  }
  // The command has ended although the child goes on.
  process.kill(pid, "SIGKILL")
  expect(pid).toBeGreaterThan(0)
})

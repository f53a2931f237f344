import { expect, test } from "vitest"
import { TestNotebook } from "../support/flow.ts"

test.for<[what: string, code: string]>([
  ["process", "delete (globalThis as { process?: unknown }).process"],
  ["process, by another value", "Object.assign(globalThis, { process: undefined })"],
  ["process, by an object", "Object.assign(globalThis, { process: { env: {} } })"],
  [
    "timers",
    "for (const name of ['setTimeout', 'setImmediate', 'queueMicrotask', 'clearTimeout']) Reflect.deleteProperty(globalThis, name)",
  ],
  [
    "all globals",
    "for (const key of Reflect.ownKeys(globalThis)) if (key !== 'Reflect') Reflect.deleteProperty(globalThis, key)",
  ],
  [
    "all globals, and an error",
    "for (const key of Object.getOwnPropertyNames(globalThis)) if (key !== 'Reflect') Reflect.deleteProperty(globalThis, key)\n;(undefined as any).x",
  ],
])("what a task takes away (%s) is there for the next one", async ([, code]) => {
  using notebook = new TestNotebook(
    "// @flow f concurrency=1",
    `// @task first\nconst a = { n: 1, list: [new Map([[1, new Date(0)]])] }\n${code}`,
    `// @task second after=first upstream=allDone
const pid = process.pid
await new Promise((resolve) => setTimeout(resolve, 1))
console.log(typeof process.env, typeof Buffer, typeof queueMicrotask)`,
  )
  const { states, log } = await notebook.run({ fresh: true })
  expect(states["second"]).toBe("completed")
  expect(log).toEqual(["second: object function function"])
})

test("an exit code fails an attempt, and not the next one of its process; it fails hooks, too", async () => {
  using notebook = new TestNotebook(
    "// @flow f concurrency=1",
    "// @task first\nconst a = 1\nprocess.exitCode = 3",
    "// @task again retries=1 retryDelay=1ms\nconst b = 1\nprocess.exitCode = 3",
    "// @task second after=first upstream=allDone\nconst c = 1",
    "// @task zero\nconst d = 1\nprocess.exitCode = 0",
    "// @on failure\nprocess.exitCode = 5",
  )
  const { states, errors, log } = await notebook.run()
  expect(states).toEqual({ first: "failed", again: "failed", second: "completed", zero: "completed" })
  expect(errors["first"]).toBe("The cell ended with process.exitCode 3, which signals a failure")
  expect(log.join()).toContain("process.exitCode 5")
  expect((await notebook.run()).ran).toEqual(["first", "again", "again"])
})

test("an exit code fails a plain cell", async () => {
  using notebook = new TestNotebook("const n = JSON.parse('1')\nprocess.exitCode = 4", "// @task reads\nconst a = n")
  const { states, errors } = await notebook.run()
  expect(states).toEqual({ reads: "failed" })
  expect(errors["reads"]).toContain("process.exitCode 4")
})

test("an error is handed to an attempt's own listeners, and the next attempt has none of them", async () => {
  using notebook = new TestNotebook(
    "// @flow f concurrency=1",
    `// @task careful
process.on("uncaughtException", (error) => console.log("handed", error.message))
setTimeout(() => { throw new Error("late") }, 1)
let a = 1`,
    `// @task once after=careful
process.once("uncaughtException", (error) => console.log("handed", error.message))
Promise.reject(new Error("rejected"))
let b = 1`,
    `// @task careless after=once\nsetTimeout(() => { throw new Error("late") }, 1)\nlet c = 1`,
  )
  const { states, log, errors } = await notebook.run()
  expect(states).toEqual({ careful: "completed", once: "completed", careless: "failed" })
  expect(log.filter((line) => line.includes("handed"))).toEqual(["careful: handed late", "once: handed rejected"])
  expect(errors["careless"]).toBe("late")
})

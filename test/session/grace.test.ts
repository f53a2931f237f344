import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { TestNotebook, type TestRun } from "../support/flow.ts"

/** Runs a notebook, and cancels it once a task has said that it goes on. */
function cancelWhenReady(notebook: TestNotebook): Promise<TestRun> {
  const stop = new AbortController()
  const observe = (event: FlowEvent): void => {
    if (event.type === "logged" && event.text === "ready") stop.abort()
  }
  return notebook.run({}, observe, stop.signal)
}

const imports = `import { writeFileSync, existsSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { run as here } from "tsnb"`

describe.each<[title: string, task: string]>([
  [
    "finally, after what heeds run.signal",
    `try {
  setImmediate(() => console.log("ready"))
  await sleep(600_000, undefined, { signal: run.signal })
} finally {
  await sleep(20)
  writeFileSync("cleaned", "")
}`,
  ],
  [
    "a listener to the signal that is imported",
    `here.signal.addEventListener("abort", () => writeFileSync("cleaned", String(here.signal.reason.name)))
console.log("ready")
await new Promise((done) => { here.signal.addEventListener("abort", done); setTimeout(done, 600_000) })`,
  ],
  [
    "a listener to SIGTERM, as in a script",
    `const done = Promise.withResolvers()
process.on("SIGTERM", () => { writeFileSync("cleaned", ""); done.reject(new Error("stopped")) })
const timer = setTimeout(() => {}, 600_000)
console.log("ready")
await done.promise`,
  ],
  [
    "a child process",
    `run.signal
setTimeout(() => console.log("ready"), 300)
await promisify(execFile)("sh", ["-c", "trap 'touch cleaned; exit 1' TERM; while :; do sleep 0.05; done"])`,
  ],
])("%s", (_, task) => {
  test("runs before a cancelled attempt is killed", async () => {
    using notebook = new TestNotebook(imports, `// @task work\n${task}\nconst result = 1`)
    expect(await cancelWhenReady(notebook)).toMatchObject({ state: "cancelled", states: { work: "cancelled" } })
    expect(existsSync(join(notebook.folder, "cleaned"))).toBe(true)
  })

  test("runs before one that is out of time is killed", async () => {
    using notebook = new TestNotebook(imports, `// @task work timeout=3s\n${task}\nconst result = 1`)
    expect(await notebook.run()).toMatchObject({ state: "failed", states: { work: "timedOut" } })
    expect(existsSync(join(notebook.folder, "cleaned"))).toBe(true)
  })
})

test("what an attempt completes all the same is kept, and what it says is in the log", async () => {
  using notebook = new TestNotebook(
    imports,
    `// @task work cache=off
const timer = setTimeout(() => {}, 600_000)
console.log("ready")
await new Promise((done) => run.signal.addEventListener("abort", () => done()))
clearTimeout(timer)
console.log("the last words")
const result = 1`,
    `// @task next\nconst more = result`,
  )
  const first = await cancelWhenReady(notebook)
  expect(first).toMatchObject({ state: "cancelled", states: { work: "completed", next: "cancelled" } })
  expect(first.log).toContain("work: the last words")
  expect((await notebook.run({ rerunOf: first.run })).ran).toEqual(["next"])
})

test("a loop that hears nothing is killed all the same, and so is what takes too long", async () => {
  using notebook = new TestNotebook(
    `// @task busy\nconst { signal } = run\nsetImmediate(() => { for (;;) {} })\nconsole.log("ready")\nawait new Promise(() => setTimeout(() => {}, 600_000))`,
    `// @task slow\nrun.signal.addEventListener("abort", () => {})\nawait new Promise(() => setTimeout(() => {}, 600_000))`,
  )
  expect(await cancelWhenReady(notebook)).toMatchObject({ states: { busy: "cancelled", slow: "cancelled" } })
})

test("a subflow's attempts have their time, too", async () => {
  using notebook = new TestNotebook(`import { subflow } from "tsnb"`, `// @task ask\nawait subflow("inner.tsnb")`)
  notebook.write(
    "inner.tsnb",
    `// %%\n${imports}\n\n// %%\n// @task inner\nconsole.log("ready")\ntry { await sleep(600_000, undefined, { signal: run.signal }) } finally { writeFileSync("cleaned", "inner") }`,
  )
  expect((await cancelWhenReady(notebook)).state).toBe("cancelled")
  expect(readFileSync(join(notebook.folder, "cleaned"), "utf8")).toBe("inner")
})

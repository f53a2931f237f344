import { expect, test } from "vitest"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { TestNotebook } from "../support/flow.ts"

/** Fails until it was tried the given number of times; the count is in a file, which the trace must not see. */
function failing(times: number, throws = `new Error("not yet")`): string {
  return `const { execSync } = require("node:child_process")
execSync("echo x >> tries.txt")
const tries = Number(execSync("wc -l < tries.txt"))
if (tries <= ${times}) throw ${throws}
console.log("try", tries)`
}

test("a failing task is retried with its delays, and completes", async () => {
  using notebook = new TestNotebook(`// @task shaky retries=3 retryDelay=[1ms,2ms] reads=[]\n${failing(2)}`)
  const { state, events, log } = await notebook.run()
  expect(state).toBe("completed")
  expect(log).toEqual(["shaky: try 3"])
  const retries = events.filter((event) => event.type === "taskStateChanged" && event.state === "retrying")
  expect(retries).toHaveLength(2)
})

test("a retried element of a loop doesn't wait for all others to begin", async () => {
  using notebook = new TestNotebook(
    `// @task each for="n of Array.from({ length: 12 }, (_, n) => n)" retries=1 reads=[]\nif (n === 0) {\n${failing(1)}\n}`,
  )
  const { state, ran } = await notebook.run({ concurrency: 1 })
  expect(state).toBe("completed")
  expect(ran.lastIndexOf("each[0]")).toBeLessThan(ran.indexOf("each[11]"))
})

test("a FatalError isn't retried, RetryAfter says when", async () => {
  using notebook = new TestNotebook(
    `// @task fatal retries=5\nthrow new FatalError("no use")`,
    `// @task later retries=1 retryDelay=1h\n${failing(1, `new RetryAfter("5ms")`)}`,
  )
  const { state, states, errors, ran } = await notebook.run()
  expect(state).toBe("failed")
  expect(states).toEqual({ fatal: "failed", later: "completed" })
  expect(errors["fatal"]).toBe("no use")
  expect(ran.filter((task) => task === "fatal")).toHaveLength(1)
})

test("a busy loop is ended by its timeout", async () => {
  using notebook = new TestNotebook(
    `// @task busy timeout=300ms\nfor (;;) {}`,
    `// @task idle timeout=300ms\nsetInterval(() => {}, 1_000)\nawait new Promise(() => {})`,
  )
  const { state, states } = await notebook.run()
  expect(state).toBe("failed")
  expect(states).toEqual({ busy: "timedOut", idle: "timedOut" })
})

test("an attempt whose process is killed is crashed, and its retry completes", async () => {
  using notebook = new TestNotebook(
    `// @task victim retries=1 retryDelay=1ms
import { existsSync, writeFileSync } from "node:fs"
const first = !existsSync("been-here")
writeFileSync("been-here", "")
if (first) process.kill(process.pid, "SIGKILL")
const survived = true`,
    `// @task exits\nprocess.exit(3)`,
  )
  const { states, events, errors } = await notebook.run()
  expect(states).toEqual({ victim: "completed", exits: "crashed" })
  const retrying = events.find((event) => event.type === "taskStateChanged" && event.state === "retrying")
  expect(retrying).toMatchObject({ task: "victim", reason: "crashed" })
  expect(errors["exits"]).toContain("exit code 3")
})

test("a task that runs out of memory says so, and what to do", async () => {
  using notebook = new TestNotebook(
    `// @task hungry memory=64MB\nconst hoard: unknown[] = []\nfor (;;) hoard.push(new Array(10_000).fill({}))`,
  )
  const { states, errors } = await notebook.run()
  expect(states).toEqual({ hungry: "crashed" })
  expect(errors["hungry"]).toContain("memory=")
})

test("an error that nobody catches fails the attempt", async () => {
  using notebook = new TestNotebook(
    `// @task thrown\nsetTimeout(() => { throw new Error("from a timer") }, 1)\nawait new Promise(() => {})`,
    `// @task rejected\nvoid Promise.reject(new Error("dropped"))\nawait new Promise((done) => setTimeout(done, 2_000))`,
  )
  const { errors, states } = await notebook.run()
  expect(states).toEqual({ thrown: "failed", rejected: "failed" })
  expect(errors).toEqual({ thrown: "from a timer", rejected: "dropped" })
})

test("a stack shows the cell's own line in the notebook", async () => {
  using notebook = new TestNotebook(
    `import { fail } from "./helper.ts"`,
    `// @task bad\ninterface Gone { a: number }\nenum Also { Gone }\n\nfail("here")`,
  )
  notebook.write(
    "helper.ts",
    `interface X { a: 1 }\n\nexport function fail(text: string): never {\n  throw new Error(text)\n}`,
  )
  const { events } = await notebook.run()
  const failed = events.find((event) => event.type === "taskStateChanged" && event.state === "failed")
  expect(failed).toMatchObject({ error: { stack: expect.stringMatching(/helper\.ts:4:9[\s\S]*flow\.tsnb:9:1/) } })
  expect(JSON.stringify(failed)).not.toContain("kernel/runtime")
})

test("cancelling ends what runs and leaves the rest out", async () => {
  using notebook = new TestNotebook(`// @task endless\nfor (;;) {}`, `// @task next after=endless\nconst n = 1`)
  const abort = new AbortController()
  const cancel = (event: FlowEvent): void => {
    if (event.type === "taskStateChanged" && event.state === "running") abort.abort()
  }
  const { state, states } = await notebook.run({}, cancel, abort.signal)
  expect(state).toBe("cancelled")
  expect(states).toEqual({ endless: "cancelled", next: "cancelled" })
})

test("printed lines come in order with their levels, also from the streams and from packages' consoles", async () => {
  using notebook = new TestNotebook(
    `// @task noisy
console.log("one", { a: 1 })
console.warn("two")
process.stdout.write("thr"); process.stdout.write("ee\\nfour\\n")
console.group("five"); console.error("six"); console.groupEnd()
console.table([{ a: 1 }])
log.debug("seven", 8)
for (let i = 0; i < 5_000; i++) console.log(i)`,
    `// @task silent log=off\nconsole.log("unheard")`,
  )
  const { events } = await notebook.run()
  const lines = events.filter((event) => event.type === "logged").map(({ level, text }) => `${level} ${text}`)
  expect(lines.slice(0, 6)).toEqual([
    "info one { a: 1 }",
    "warn two",
    "info three",
    "info four",
    "info five",
    "error   six",
  ])
  expect(lines[6]).toContain("│ a │")
  expect(lines[7]).toBe("debug seven 8")
  expect(lines.slice(8)).toEqual(Array.from({ length: 5_000 }, (_, i) => `info ${i}`))
})

test("values are shown in the order of the calls, among what is printed, however long they take to say how they look", async () => {
  using notebook = new TestNotebook(
    `// @task shows
const rich = (text: string, ms?: number) => ({
  [Symbol.for("Jupyter.display")]: () =>
    ms === undefined
      ? { "text/plain": text }
      : new Promise((resolve) => setTimeout(() => resolve({ "text/plain": text }), ms)),
})
console.log("0"); display(rich("1")); display("2"); console.log("3")
display(rich("4", 50)); display(rich("5", 10)); display("6"); display(rich("7"))
rich("8")`,
  )
  const { events } = await notebook.run()
  const said = events.flatMap((event) =>
    event.type === "logged" ? [event.text] : event.type === "displayed" ? [event.data["text/plain"]] : [],
  )
  expect(said).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8"])
})

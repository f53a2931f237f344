import { expect, test } from "vitest"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { TestNotebook } from "../support/flow.ts"

/**
 * Code that ends its process until it has run the given number of times. The count is kept by a child process, since what
 * the process itself reads counts as one of its inputs.
 */
function dying(times: number, how = `process.kill(process.pid, "SIGKILL")`, file = "deaths.txt"): string {
  return `(() => {
  const { execSync } = require("node:child_process")
  execSync("echo x >> ${file}")
  const count = Number(execSync("wc -l < ${file}"))
  if (count <= ${times}) { ${how}; for (;;) {} }
  return count
})()`
}

function retryings(events: readonly FlowEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.type === "taskStateChanged" && event.state === "retrying" ? [`${event.task}: ${event.reason}`] : [],
  )
}

test("plain cells are evaluated again in another process when theirs was killed", async () => {
  using notebook = new TestNotebook(
    `const before = { times: JSON.parse("2"), double: (x: number) => x * 2 }`,
    `const count = before.double(${dying(1)})`,
    `// @task a\nconsole.log(count)\nconst x = count`,
    `// @task b\nconsole.log(count)\nconst y = count`,
  )
  const { states, log, events } = await notebook.run()
  expect(states).toEqual({ a: "completed", b: "completed" })
  expect(log.filter((line) => !line.startsWith("cell")).toSorted()).toEqual(["a: 4", "b: 4"])
  const told = /^cell in line 5: The process of the plain cells was killed.*evaluated once more/
  expect(log.filter((line) => told.test(line))).toHaveLength(1)
  expect(retryings(events)).toEqual([])
})

test("a process of plain cells that is killed time after time is a crash of the tasks that wait for it", async () => {
  using notebook = new TestNotebook(
    `const count = ${dying(1_000)}`,
    `const fine = JSON.parse("1")`,
    `// @task a\nconst x = count`,
    `// @task b\nconst y = fine`,
    `// @task c\nconst z = x`,
  )
  const { state, states, errors } = await notebook.run()
  expect(state).toBe("failed")
  expect(states).toEqual({ a: "crashed", b: "completed", c: "skipped" })
  expect(errors["a"]).toMatch(/plain cells.*was killed \(SIGKILL\)/)
})

test("tasks whose plain cells' process died are retried as often as they say", async () => {
  using notebook = new TestNotebook(
    `const count = ${dying(2, "process.exit(3)")}`,
    `// @task a retries=2 retryDelay=1ms\nconst x = count`,
    `// @task each for="i of [1, 2]" retries=2 retryDelay=1ms\nconst y = count + i`,
    `// @task never\nconst z = count`,
  )
  const { states, events } = await notebook.run()
  expect(states).toEqual({
    a: "completed",
    each: "completed",
    "each[0]": "completed",
    "each[1]": "completed",
    never: "crashed",
  })
  expect(new Set(retryings(events))).toEqual(
    new Set(["a: a process that it waits for died", "each: a process that it waits for died"]),
  )
  const ends = events.filter((event) => event.type === "taskStateChanged" && event.task === "a")
  expect(ends.map((event) => event.type === "taskStateChanged" && event.state)).toEqual([
    "retrying",
    "retrying",
    "running",
    "completed",
  ])
})

test("values that died with the process while no cell ran are brought back before the next cell", async () => {
  using notebook = new TestNotebook(
    `const helper = { pid: process.pid, half: (x: number) => x / 2, start: JSON.parse("8") }`,
    `const started = helper.start, session = helper.pid`,
    `// @task kills\nprocess.kill(session, "SIGKILL")\nconst first = started`,
    `const second = helper.half(first)`,
    `// @task reads\nconsole.log(second)\nconst third = second`,
    `// @on success\nconsole.log("hook", helper.half(third))`,
  )
  const { states, log } = await notebook.run()
  expect(states).toEqual({ kills: "completed", reads: "completed" })
  // The death may be noticed only when the next cell is sent there.
  const said = log.filter((line) => !line.includes("evaluated once more"))
  expect(said.map((line) => line.slice(line.indexOf(": ") + 2))).toEqual(["4", "hook 2"])
})

test("a hook whose process was killed runs again, with the values that it reads", async () => {
  using notebook = new TestNotebook(
    `const helper = { half: (x: number) => x / 2 }`,
    `// @task a\nconst x = 8`,
    `// @on success\nconst count = ${dying(1)}\nconsole.log("hook", run.state, count, helper.half(x))`,
  )
  const { state, log } = await notebook.run()
  expect(state).toBe("completed")
  expect(log.map((line) => line.slice(line.indexOf(": ") + 2))).toEqual([
    expect.stringContaining("evaluated once more"),
    "hook completed 2 4",
  ])
})

test("a list or a condition whose process died is a crash, tried again as its task says", async () => {
  using notebook = new TestNotebook(
    `function list() { return [${dying(1, "process.exit(4)", "list.txt")}] }`,
    `function condition() { return ${dying(1, `process.kill(process.pid, "SIGTERM")`, "condition.txt")} > 0 }`,
    `function end() { process.exit(5) }`,
    `// @task each for="x of list()" retries=1 retryDelay=1ms\nconst y = x`,
    `// @task asks when="condition()"\nconst z = 1`,
    `// @task ends when="end()"\nconst w = 1`,
  )
  const { states, errors } = await notebook.run()
  expect(states).toEqual({ each: "completed", "each[0]": "completed", asks: "completed", ends: "crashed" })
  expect(errors["ends"]).toContain("exit code 5")
})

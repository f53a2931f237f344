import { expect, test } from "vitest"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { NotebookProblemsError, RequestError, type FlowRequest } from "../../kernel/session/api.ts"
import { previewFlow } from "../../kernel/session/flowRun.ts"
import { TestNotebook } from "../support/flow.ts"

test("a for= task runs once an element, and readers get arrays in the order of the elements", async () => {
  using notebook = new TestNotebook(
    `const months = ["jan", "feb", "mar"]`,
    `// @task month for="month of months"\nconst length = month.length, name = month`,
    `// @task all\nconst text = name.join() + length.reduce((sum: number, n: number) => sum + n, 0)\nconsole.log(text)`,
  )
  const first = await notebook.run()
  expect(first.log).toEqual(["all: jan,feb,mar9"])
  expect(first.states).toMatchObject({ "month[0]": "completed", "month[2]": "completed", month: "completed" })
  notebook.rewrite(
    `const months = ["april", "jan", "feb", "mar"]`,
    `// @task month for="month of months"\nconst length = month.length, name = month`,
    `// @task all\nconst text = name.join() + length.reduce((sum: number, n: number) => sum + n, 0)\nconsole.log(text)`,
  )
  const second = await notebook.run()
  expect(second.ran).toEqual(["month[0]", "all"])
  expect(second.log).toEqual(["all: april,jan,feb,mar14"])
})

test("an element that fails fails its task alone; an empty list completes", async () => {
  using notebook = new TestNotebook(
    `// @task some for="x of [1, 2, 3]"\nif (x === 2) throw new Error("two")\nconst y = x`,
    `// @task reader\nconst z = y`,
    `// @task none for="x of []"\nconst empty: number[] = x`,
    `// @task count\nconst size = empty.length\nconsole.log("size", size)`,
  )
  const { states, state, log } = await notebook.run()
  expect(state).toBe("failed")
  expect(states).toMatchObject({ "some[0]": "completed", "some[1]": "failed", "some[2]": "completed", some: "failed" })
  expect(states).toMatchObject({ reader: "skipped", none: "completed", count: "completed" })
  expect(log).toEqual(["count: size 0"])
})

test("when= leaves a task out with what reads from it, but not what merely comes after", async () => {
  using notebook = new TestNotebook(
    `// @parameters\nconst deploy = false`,
    `// @task train\nconst rmse = 5`,
    `// @task publish when="deploy && rmse < 6"\nconst url = "x"`,
    `// @task announce\nconst text = url + "!"`,
    `// @task clean after=publish\nconst done = true`,
  )
  expect((await notebook.run()).states).toEqual({
    train: "completed",
    publish: "skipped",
    announce: "skipped",
    clean: "completed",
  })
  expect((await notebook.run({ parameters: { deploy: "true" } })).states).toEqual({
    train: "cached",
    publish: "completed",
    announce: "completed",
    clean: "cached",
  })
})

test("a failure skips only what depends on it, a rerun starts from there; onFailure=stop ends all", async () => {
  const cells = [
    `import { existsSync } from "node:fs"`,
    `// @task good\nconst a = 1`,
    `// @task bad\nif (!existsSync("mended")) throw new Error("broken")\nconst b = 2`,
    `// @task onBad\nconst c = b`,
    `// @task onGood\nconst d = a`,
  ]
  using notebook = new TestNotebook(...cells)
  expect((await notebook.run()).states).toEqual({
    good: "completed",
    bad: "failed",
    onBad: "skipped",
    onGood: "completed",
  })
  notebook.write("mended", "")
  expect((await notebook.run()).ran).toEqual(["bad", "onBad"])
  using stopping = new TestNotebook(
    `// @flow onFailure=stop`,
    `// @task bad\nthrow new Error("broken")`,
    `// @task endless\nfor (;;) {}`,
  )
  expect((await stopping.run()).states).toEqual({ bad: "failed", endless: "cancelled" })
})

test.each([
  ["a task", `// @task bad\nthrow new Error("broken")`],
  ["an element", `// @task bad for="n of [1, 2, 3]"\nthrow new Error("broken")`],
  ["a list", `// @task bad for="n of [null.x]"\nconst b = n`],
  ["a condition", `// @task bad when="null.x"\nconst b = 1`],
])("after the failure of %s nothing starts any more with onFailure=stop", async (_, bad) => {
  using notebook = new TestNotebook(`// @flow onFailure=stop concurrency=1`, bad, `// @task other\nconst c = 1`)
  const { events, states } = await notebook.run()
  const changes = events.flatMap((event) => (event.type === "taskStateChanged" ? [event.state] : []))
  expect(changes.slice(changes.indexOf("failed"))).not.toContain("running")
  expect(states["bad"]).toBe("failed")
})

function waitingTask(name: string, tags = ""): string {
  return `// @task ${name} ${tags}\nawait new Promise((done) => setTimeout(done, 30))\nconst ${name}Done = 1`
}

/** How many of the tasks run at the same time, at most. */
async function maxAtOnce(flow: string, tasks: readonly string[]): Promise<number> {
  using notebook = new TestNotebook(flow, ...tasks)
  let running = 0
  let highest = 0
  const { state } = await notebook.run({}, (event: FlowEvent) => {
    if (event.type !== "taskStateChanged") return
    if (event.state === "running") highest = Math.max(highest, ++running)
    if (event.state === "completed") running--
  })
  expect(state).toBe("completed")
  return highest
}

test("independent tasks run side by side, within concurrency= and limits=", async () => {
  const names = ["a", "b", "c", "d"]
  expect(
    await maxAtOnce(
      "// @flow concurrency=4",
      names.map((name) => waitingTask(name)),
    ),
  ).toBe(4)
  expect(
    await maxAtOnce(
      "// @flow concurrency=2",
      names.map((name) => waitingTask(name)),
    ),
  ).toBe(2)
  expect(
    await maxAtOnce(
      `// @flow concurrency=4 limits={"db":1}`,
      names.map((name) => waitingTask(name, "tags=db")),
    ),
  ).toBe(1)
})

test("hooks run for their states with run in scope, and their failure doesn't change the run's state", async () => {
  using notebook = new TestNotebook(
    `// @task train\nconst rmse = 5`,
    `// @on success\nconsole.log(run.flow, run.state, rmse, run.tasks.length, run.startedAt instanceof Date)`,
    `// @on failure\nconsole.log("not this one")`,
    `// @on success\nthrow new Error("hook broke")`,
  )
  const { state, log } = await notebook.run()
  expect(state).toBe("completed")
  expect(log[0]).toContain("flow completed 5 1 true")
  expect(log.slice(1).join("\n")).toContain("hook broke")
  expect(log.join("\n")).not.toContain("not this one")
})

function childNotebook(factor: number): string {
  return `// %%\n// @parameters\nconst month = 1\n\n// %%\n// @task sum\nconst total = month * ${factor}\nconst label = "m" + month\n`
}

test("a subflow runs another notebook as a child run, and its changes reach the task that asked", async () => {
  using notebook = new TestNotebook(
    `// @task prepare\nconst { total, label } = await subflow("./child.tsnb", { month: 3 })\nconsole.log(total, label)`,
  )
  notebook.write("child.tsnb", childNotebook(10))
  const first = await notebook.run()
  expect(first).toMatchObject({ state: "completed", log: ["prepare: 30 m3"] })
  const children = first.events.filter((event) => event.type === "flowStarted" && event.parent === first.run)
  expect(children).toHaveLength(1)
  expect((await notebook.run()).ran).toEqual([])
  notebook.write("child.tsnb", childNotebook(20))
  expect((await notebook.run()).log).toEqual(["prepare: 60 m3"])
  notebook.write("child.tsnb", `// %%\n// @task sum\nthrow new Error("child broke")\nconst total = 1, label = ""\n`)
  const failed = await notebook.run()
  expect(failed.state).toBe("failed")
  expect(failed.errors["prepare"]).toContain("month")
})

test("a subflow whose notebook is changed while it runs is run anew the next time", async () => {
  using notebook = new TestNotebook(`// @task show\nconst { word } = await subflow("./child.tsnb")\nconsole.log(word)`)
  const changed = `// %%\n// @task say\nconst word = "changed"\n`
  const changing = `import { writeFileSync } from "node:fs"\nwriteFileSync("child.tsnb", ${JSON.stringify(changed)})`
  notebook.write("child.tsnb", `// %%\n// @task say\n${changing}\nconst word = "first"\n`)
  expect((await notebook.run()).log).toEqual(["show: first"])
  expect((await notebook.run()).log).toEqual(["show: changed"])
  expect((await notebook.run()).ran).toEqual([])
})

test("a subflow that fails or can't be run says so where it was asked for, without tsnb's own places", async () => {
  using notebook = new TestNotebook(
    `// @task fails\n\nawait subflow("./child.tsnb")`,
    `// @task missing\nconst value = 1\nawait subflow("./gone.tsnb")`,
  )
  notebook.write("child.tsnb", "// %%\n// @task t\nthrow new Error('child broke')\n")
  const { events, run } = await notebook.run()
  const stacks = events.flatMap((event) =>
    event.type === "taskStateChanged" && event.run === run && event.error
      ? [[event.task, event.error.stack] as const]
      : [],
  )
  expect(Object.fromEntries(stacks)).toEqual({
    fails: expect.stringMatching(
      /^SubflowError: The subflow child\.tsnb failed: task t: child broke \(.*\)(?:\n    at .*\(node:.*\))*\n    at async flow\.tsnb:4:1\nCaused by: Error: child broke\n    at child\.tsnb:\d+:\d+$/,
    ),
    missing: expect.stringMatching(
      /^SubflowError: There is no notebook .*(?:\n    at .*\(node:.*\))*\n    at async flow\.tsnb:9:1$/,
    ),
  })
})

test("parameters are read as their types ask, and wrong ones are refused before anything runs", async () => {
  using notebook = new TestNotebook(
    `// @parameters
/** how many */
const count = 2
const mode: "fast" | "exact" = "fast"
const when = new Date("2023-01-01")
const months: number[] = [1]
const limit: number | undefined = undefined
const verbose = false`,
    `// @task show\nconsole.log(count, mode, when.getFullYear(), months, limit, verbose)\nconst seen = count`,
  )
  expect((await notebook.run()).log).toEqual(["show: 2 fast 2023 [ 1 ] undefined false"])
  const parameters = { count: "7", mode: "exact", when: "2024-05-06", months: "1,2", limit: "3", verbose: "true" }
  expect((await notebook.run({ parameters })).log).toEqual(["show: 7 exact 2024 [ 1, 2 ] 3 true"])
  for (const [wrong, message] of [
    [{ count: "many" }, "'count' takes a number, not 'many'"],
    [{ mode: "slow" }, "one of 'fast', 'exact'"],
    [{ when: "soon" }, "a date"],
    [{ months: "1,x" }, "a list of numbers"],
    [{ cuont: "1" }, "did you mean 'count'"],
  ] as const) {
    await expect(notebook.run({ parameters: wrong })).rejects.toThrow(message)
    await expect(notebook.run({ parameters: wrong })).rejects.toThrow(RequestError)
  }
})

test("a value that can't be stored fails its task when others read it, and says what to do", async () => {
  using notebook = new TestNotebook(
    `// @task made\nconst model = { predict: () => 1 }\nconst helper = () => 2`,
    `// @task user\nconst guess = model.predict()`,
  )
  const { states, errors } = await notebook.run()
  expect(states).toEqual({ made: "failed", user: "skipped" })
  expect(errors["made"]).toMatch(/'model' can't be stored: model\.predict is a function/)
})

test("functions, classes and unstorable values of plain cells are made again in the worker", async () => {
  using notebook = new TestNotebook(
    `class Point { constructor(public x: number) {}
  static [Symbol.for("tsnb.revive")](x: number) { return new Point(x) }
  [Symbol.for("tsnb.store")]() { return this.x }
  double() { return this.x * 2 } }
enum Colour { Red = 3 }
namespace Tools { export const seven = 7 }
const makeAdder = (n: number) => (m: number) => n + m`,
    `const addFive = makeAdder(5)`,
    `// @task first\nconst point = new Point(4)\nconst list = [new Point(1)]`,
    `// @task second\nconst answer = [point.double(), list[0].double(), point instanceof Point, addFive(1), Colour.Red, Tools.seven]\nconsole.log(answer.join())`,
  )
  expect(await notebook.run()).toMatchObject({ state: "completed", log: ["second: 8,2,true,6,3,7"] })
  expect((await notebook.run()).ran).toEqual([])
})

test("a cell that no task needs isn't evaluated; one that fails fails what needs it", async () => {
  using notebook = new TestNotebook(
    `const never = JSON.parse("never evaluated")`,
    `const fine = JSON.parse("1")`,
    `const broken = JSON.parse("{")`,
    `// @task a\nconst x = fine`,
    `// @task b\nconst y = broken`,
  )
  const { states, errors } = await notebook.run()
  expect(states).toEqual({ a: "completed", b: "failed" })
  expect(errors["b"]).toMatch(/JSON/)
})

test("a flow's retries= run it again from its failures, its timeout= ends it", async () => {
  using notebook = new TestNotebook(
    `// @flow retries=2`,
    `import { existsSync, writeFileSync } from "node:fs"`,
    `// @task good\nconst a = 1`,
    `// @task once\nconst there = existsSync("mark")\nwriteFileSync("mark", "")\nif (!there) throw new Error("first time")\nconst b = a`,
  )
  const { state, states, events } = await notebook.run()
  expect(state).toBe("completed")
  expect(states).toEqual({ good: "cached", once: "completed" })
  expect(events.filter((event) => event.type === "flowStarted")).toHaveLength(2)
  using slow = new TestNotebook(`// @flow timeout=200ms`, `// @task endless\nfor (;;) {}`)
  expect(await slow.run()).toMatchObject({ state: "timedOut", states: { endless: "cancelled" } })
})

test("a notebook with problems isn't run", async () => {
  using notebook = new TestNotebook(`// @task a\nconst x = y`, `// @task b\nconst y = x`)
  await expect(notebook.run()).rejects.toThrow(NotebookProblemsError)
  await expect(notebook.run()).rejects.toThrow(/flow\.tsnb:2:1: Cycle: a → b → a/)
})

test("a preview says what would run, and why, without running it", async () => {
  using notebook = new TestNotebook(`// @task a\nconst x = 1`, `// @task b\nconst y = x`, `// @task c\nconst z = 3`)
  await notebook.run()
  notebook.rewrite(`// @task a\nconst x = 2`, `// @task b\nconst y = x`, `// @task c\nconst z = 3`)
  const preview = await previewFlow({ notebook: notebook.path, parameters: {} })
  expect(preview.toSorted((one, two) => (one.task < two.task ? -1 : 1))).toEqual([
    { task: "a", plan: "run", reason: "its code changed" },
    { task: "b", plan: "unknown", reason: "depends on the result of a" },
    expect.objectContaining({ task: "c", plan: "cached" }),
  ])
  expect((await notebook.run()).ran).toEqual(["a", "b"])
})

async function previewByTask(request: FlowRequest): Promise<Record<string, string>> {
  const planned = await previewFlow(request)
  return Object.fromEntries(planned.map(({ task, plan, reason }) => [task, `${plan}: ${reason}`]))
}

test("a preview names what a run would skip", async () => {
  using notebook = new TestNotebook(
    `const limit = 1`,
    `// @task a when="limit > 2"\nconst x = 1`,
    `// @task b\nconst y = x`,
    `// @task c after=a\nconst z = 3`,
    `// @task d when="limit > 0"\nconst w = 4`,
  )
  const request = { notebook: notebook.path, parameters: {} }
  expect(await previewByTask(request)).toEqual({
    a: "skip: when: limit > 2 is false",
    b: "skip: a is skipped",
    c: "run: first run",
    d: "run: first run",
  })
  expect(await previewByTask({ ...request, fresh: true })).toMatchObject({
    a: "skip: when: limit > 2 is false",
    d: "run: rerun requested",
  })
})

test("two runs of one notebook at the same time both complete", async () => {
  using notebook = new TestNotebook(
    ...Array.from({ length: 12 }, (_, i) => `// @task t${i}\nconst v${i} = ${i === 0 ? 1 : `v${i - 1} + 1`}`),
  )
  const runs = await Promise.all([notebook.run(), notebook.run(), notebook.run()])
  expect(runs.map(({ state }) => state)).toEqual(["completed", "completed", "completed"])
})

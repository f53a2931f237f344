import { expect, test } from "vitest"
import { runFlow } from "../../kernel/session/flowRun.ts"
import { openStore } from "../../kernel/store/store.ts"
import { TestNotebook } from "../support/flow.ts"
import { TestLiveNotebook } from "../support/liveNotebook.ts"

const cells = [
  "// @parameters\n/** How many */\nconst n = 2",
  "const base = n * 10",
  "// @task first\nconsole.log('first', base)\nconst a = base + 1",
  "const between = a * 2",
  "// @task second\nconst b = between + n",
]

test("flow.run() runs the cells that ran so far, shows how it goes, and hands over results", async () => {
  await using live = new TestLiveNotebook()
  await live.results(...cells)
  const run = await live.run("const summary = await flow.run()\nsummary")
  expect(run.shown.length).toBe(1)
  expect(run.shown[0]).toMatch(
    /^live: completed in .*: 2 cached \(run \w+\)\nTask +State +Note\nfirst +cached +from run \w+, .*\nsecond +cached/,
  )
  expect(run.result).toMatch(/^live: completed in .*: 2 cached \(run \w+\)$/)
  const fresh = await live.run(
    "const { state, tasks } = await flow.run({ parameters: { n: 3 } });\n[state, tasks.map(t => t.name + ' ' + t.state + ' ' + t.attempts).join()].join(': ')",
  )
  expect(fresh.result).toBe("'completed: first completed 1,second completed 1'")
  const html = fresh.outputs.map((output) => ("data" in output ? String(output.data["text/html"]) : "")).at(-1)
  expect(html).toContain("<table>")
  // The results are those of the run; plain values are those of their cells.
  expect(await live.results("[n, base, a, b].join()")).toEqual(["'2,20,31,65'"])
  using store = openStore(live.folder)
  expect(store.runs({ limit: 1 })).toMatchObject([{ flow: "live", state: "completed", parameters: { n: 3 } }])
})

test("only, from and fresh choose tasks; wrong ones are errors of the cell", async () => {
  await using live = new TestLiveNotebook()
  await live.results(...cells)
  const states = "(s => s.tasks.map(t => t.name + ' ' + t.state).join())"
  expect(
    await live.results(
      `${states}(await flow.run({ only: ["first"] }))`,
      `${states}(await flow.run({ from: "second" }))`,
      `${states}(await flow.run({ fresh: true }))`,
    ),
  ).toEqual(["'first cached'", "'first cached,second completed'", "'first completed,second completed'"])
  const [task, parameter, value] = await live.results(
    "await flow.run({ only: ['frist'] })",
    "await flow.run({ parameters: { m: 1 } })",
    "await flow.run({ parameters: { n: 'many' } })",
  )
  expect(await live.results("await flow.run({ onli: ['first'] })", "await flow.run({ only: 'first' })")).toEqual([
    "TypeError: flow.run() has no option 'onli'. Its options are parameters, only, from, fresh",
    `TypeError: flow.run(): 'only' is a list of tasks, such as ["train"]`,
  ])
  const functions = await live.run("await flow.run({ parameters: { n: () => 1 } })")
  expect(functions.end.kind).toBe("failed")
  expect(task).toMatch(/There is no task 'frist'; did you mean 'first'\?/)
  expect(parameter).toMatch(/There is no parameter 'm'/)
  expect(value).toMatch(/The parameter 'n'/)
})

test("a Jupyter notebook as a file is no flow", async () => {
  using notebook = new TestNotebook()
  const file = notebook.write("a.ipynb", "{}")
  await expect(runFlow({ notebook: file, parameters: {} }, { onEvent: () => undefined })).rejects.toThrow(
    `${file} is a Jupyter notebook: \`tsnb execute ${file}\` runs its cells`,
  )
})

test("a failure is told by the summary, and hooks run", async () => {
  await using live = new TestLiveNotebook()
  const hook = await live.run("// @on failure\nconsole.log('failed:', run.error?.message)")
  expect(hook.shown).toEqual(["Runs when a run of the flow ends (failure), such as by flow.run()"])
  await live.run("// @task bad\nconst a = 1\nthrow new RangeError('too much')")
  await live.run("// @task after\nconst b = a")
  const run = await live.run("const s = await flow.run(); `${s.state} ${s.error?.name} ${s.tasks.map(t => t.state)}`")
  expect(run.result).toBe("'failed RangeError failed,skipped'")
  expect(run.shown[0]).toMatch(/bad +failed +1 .* RangeError: too much\nafter +skipped .*bad failed/)
  using store = openStore(live.folder)
  const [latest] = store.runs({ limit: 1 })
  const logs = [...store.events(latest?.id ?? "", { types: ["logged"] })].map(
    ({ event }) => "text" in event && event.text,
  )
  expect(logs).toEqual(["failed: too much"])
})

test("a name that another cell gave another value is refused, where a task needs it", async () => {
  await using live = new TestLiveNotebook()
  await live.results("let n = 1", "const m = n + 1", "let free = 1", "// @task t\nconst a = m", "free = 2", "n = 5")
  const { result } = await live.run("(await flow.run()).state")
  expect(result).toMatch(/In \[6\] gave 'n' another value than In \[1\], which defines it/)
  await live.run("let n = 5")
  expect((await live.run("(await flow.run()).state")).result).toBe("'completed'")
})

test("an assignment to another cell's constant fails, and changes nothing for flow runs", async () => {
  await using live = new TestLiveNotebook()
  await live.run("const n = 1")
  expect((await live.run("n = 5")).result).toMatch(/^TypeError/)
  await live.run("// @task t\nconst a = n + 1")
  expect((await live.run("(await flow.run()).state")).result).toBe("'completed'")
  expect((await live.run("a")).result).toBe("2")
})

test("parameters that a newer cell defines again, as papermill does, are still parameters", async () => {
  await using live = new TestLiveNotebook()
  await live.results("// @parameters\nconst n = 1", "// Parameters\nconst n = 7", "// @task t\nconst a = n * 2")
  expect(await live.results("await flow.run()\na", "await flow.run({ parameters: { n: 8 } })\n1", "a")).toEqual([
    "14",
    "1",
    "16",
  ])
})

test("an interrupt cancels the run that the cell waits for, and everything stays", async () => {
  await using live = new TestLiveNotebook()
  const busy = "// @task busy\nif (parts > 1) for (;;) {}\nconst a = parts"
  await live.results("const keep = 1", "// @parameters\nconst parts = 1", busy)
  const { end } = await live.run("await flow.run({ parameters: { parts: 2 } })", {
    onOutput: () => live.notebook.interrupt(),
  })
  expect(end.kind === "failed" && end.error.name).toBe("Interrupted")
  expect(await live.results("keep")).toEqual(["1"])
  await live.notebook.close()
  using store = openStore(live.folder)
  expect(store.runs().map(({ state }) => state)).toEqual(["cancelled", "completed"])
})

test("a run that nobody waits for goes on beside the next cells", async () => {
  await using live = new TestLiveNotebook()
  await live.results("// @task slow\nconst a = 1\nawait new Promise((resolve) => setTimeout(resolve, 300))")
  await live.run("const later = flow.run({ fresh: true })\nundefined")
  expect(await live.results("1 + 1", "(await later).state")).toEqual(["2", "'completed'"])
})

test("flow.graph() shows the tasks as an image, as Mermaid and as text", async () => {
  await using live = new TestLiveNotebook()
  await live.results(...cells)
  const { end } = await live.run("flow.graph()")
  expect(end.kind === "completed" && end.result?.data).toEqual({
    "image/svg+xml": expect.stringMatching(/^<svg [^]*first[^]*second[^]*<\/svg>$/),
    "text/vnd.mermaid": 'flowchart TD\n  task1["first"]\n  task2["second"]\n  task1 --> task2',
    "text/plain": "first\nsecond  after first",
  })
  expect((await live.run("display(flow.graph())")).shown).toEqual(["first\nsecond  after first"])
  await using empty = new TestLiveNotebook()
  expect((await empty.run("flow.graph()")).result).toMatch(/^There are no tasks yet/)
})

test("flow.run() in a flow run fails, and says what to do", async () => {
  using notebook = new TestNotebook("// @task t\nconst a = (await flow.run()).state")
  const { errors } = await notebook.run()
  expect(errors["t"]).toBe("A flow can't run its own flow: use subflow() to run another notebook")
  await using live = new TestLiveNotebook()
  await live.run("const s = (await flow.run()).state")
  await live.run("// @task t\nconst a = s")
  expect((await live.run("(await flow.run()).error?.message")).result).toBe(
    `"A flow can't run its own flow: use subflow() to run another notebook"`,
  )
})

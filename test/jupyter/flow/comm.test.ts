import { join } from "node:path"
import { expect, test } from "vitest"
import { foldEvents } from "../../../kernel/flow/runView.ts"
import { openStore } from "../../../kernel/store/store.ts"
import type { SentFlowCell } from "../../../kernel/flowService/messages.ts"
import { TestNotebook } from "../../support/flow.ts"
import { ScriptNotebook } from "../scriptNotebook.ts"
import { TestFlows, type TestFrontEnd } from "./channel.ts"

/** Sends cells, which get the ids `a`, `b` and so on, ten lines each. */
async function send(frontEnd: TestFrontEnd, notebook: TestNotebook, ...sources: string[]) {
  const cells = sources.map((source, index): SentFlowCell => ({
    id: String.fromCodePoint(97 + index),
    source,
    line: index * 10 + 1,
  }))
  return frontEnd.ask("graph", { type: "cells", notebook: notebook.path, cells })
}

test("cells are answered by their graph, with problems at their places", async () => {
  using notebook = new TestNotebook()
  await using flows = new TestFlows()
  const frontEnd = flows.open()
  const graph = await send(
    frontEnd,
    notebook,
    "// @parameters\nconst months = ['jan']",
    `// @task load for="month of months" retries=2\nconst rows = month.length`,
    "function total(list: number[]) { return list.length }",
    "// @task sum after=lod\nimport { join } from 'node:path'\nconst all = total(rows) + join('a')",
    "// @on failure\nconsole.log(1)",
    "const all = 2",
  )
  expect(graph.cells.map(({ id, kind, name, defines }) => `${id} ${kind} ${name}: ${defines.join()}`)).toEqual([
    "a parameters cell in line 1: months",
    "b task load: rows",
    "c plain cell in line 21: total",
    "d task sum: all",
    "e hook hook in line 41: ",
    "f plain cell in line 51: all",
  ])
  expect(graph.cells[1]?.options).toMatchObject({ retries: 2, for: { variable: "month", list: "months" } })
  expect(graph.edges).toEqual([
    { from: "a", to: "b", names: ["months"] },
    { from: "c", to: "d", names: ["total"] },
    { from: "b", to: "d", names: ["rows"] },
  ])
  expect(graph.tasks.map(({ name, dependsOn }) => `${name}: ${dependsOn.join()}`)).toEqual(["load: ", "sum: load"])
  expect(graph.problems.map(({ cell, line, column, severity }) => `${cell}:${line}:${column} ${severity}`)).toEqual([
    "d:1:20 error",
    "f:1:7 error",
  ])
  expect((await frontEnd.ask("failed", { type: "run", parameters: {} })).problems).toEqual(graph.problems)
})

test("a run's events come in order, without gaps, as the store has them, before its end", async () => {
  using notebook = new TestNotebook()
  await using flows = new TestFlows()
  const frontEnd = flows.open()
  await send(
    frontEnd,
    notebook,
    "// @parameters\n/** How many */\nconst count = 10",
    `// @task work for="n of Array.from({ length: count }, (_, i) => i)"\nfor (let i = 0; i < 200; i++) console.log(n, i)\nconst done = n`,
    "// @task end\nconst sum = done.length\nconsole.log(sum)",
  )
  expect(await frontEnd.ask("parameters", { type: "parameters" })).toMatchObject({
    parameters: [{ name: "count", default: 10, help: "How many" }],
  })
  const { run } = await frontEnd.ask("runStarted", { type: "run", parameters: { count: 3 } })
  const ended = await frontEnd.next("runEnded")
  expect(ended).toEqual({ type: "runEnded", run, state: "completed" })
  expect(frontEnd.messages.at(-1)).toEqual(ended)
  const events = frontEnd.events(run)
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
  using store = openStore(notebook.folder)
  expect(events).toEqual(JSON.parse(JSON.stringify([...store.events(run)])))
  expect(events.filter(({ event }) => event.type === "logged").length).toBe(601)

  // Another front end gets the same from the store.
  const other = flows.open()
  await send(other, notebook)
  expect((await other.ask("runs", { type: "runs" })).runs).toMatchObject([{ id: run, state: "completed" }])
  const { last, isRunning } = await other.ask("eventsSent", { type: "events", run, after: 100 })
  expect({ last, isRunning }).toEqual({ last: events.length, isRunning: false })
  expect(other.events(run)).toEqual(events.slice(100))

  // Also without its log.
  const drawing = flows.open()
  await send(drawing, notebook)
  const types = ["flowStarted", "flowStateChanged", "elementsKnown", "taskStateChanged"] as const
  await drawing.ask("eventsSent", { type: "events", run, after: 0, types })
  expect(drawing.events(run)).toEqual(events.filter(({ event }) => types.some((type) => type === event.type)))
})

test("a run goes on when its front end goes, and another can follow it and cancel it", async () => {
  using notebook = new TestNotebook()
  await using flows = new TestFlows()
  const first = flows.open()
  await send(
    first,
    notebook,
    "// @task wait\nconsole.log('here')\nawait new Promise(() => setInterval(() => {}, 1000))",
  )
  const { run } = await first.ask("runStarted", { type: "run", parameters: {} })
  await first.next("events", ({ events }) => events.some(({ event }) => event.type === "logged"))
  await first.close()
  const second = flows.open()
  await send(second, notebook)
  expect(await second.ask("eventsSent", { type: "events", run, after: 0 })).toMatchObject({ isRunning: true })
  expect(await second.ask("cancelling", { type: "cancel", run })).toMatchObject({ run })
  expect(await second.next("runEnded")).toMatchObject({ run, state: "cancelled" })
  const events = second.events(run)
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
  expect(events.at(-1)?.event).toMatchObject({ type: "flowStateChanged", state: "cancelled" })
  expect(first.messages.some(({ type }) => type === "runEnded")).toBe(false)
  expect((await second.ask("failed", { type: "cancel", run })).message).toBe(
    `No run ${run} goes on in this kernel: it may have ended already`,
  )
})

test("one task, or one element, is cancelled while the run goes on", async () => {
  using notebook = new TestNotebook()
  await using flows = new TestFlows()
  const frontEnd = flows.open()
  await send(
    frontEnd,
    notebook,
    "// @task each for=\"n of [0, 1]\" failures=keep\nif (n === 1) { console.log('on'); for (;;) {} }\nconst a = n",
    "// @task slow after=each\nconsole.log('late')\nfor (;;) {}\nconst b = a",
    "// @task next\nconst c = b",
    "// @task other\nconst d = 1",
  )
  const logs = (task: string): Promise<unknown> =>
    frontEnd.next("events", ({ events }) => events.some(({ event }) => event.type === "logged" && event.task === task))
  const { run } = await frontEnd.ask("runStarted", { type: "run", parameters: {} })
  await logs("each")
  expect(await frontEnd.ask("cancelling", { type: "cancel", run, task: "each", element: 1 })).toMatchObject({
    run,
    task: "each",
    element: 1,
  })
  await logs("slow")
  const again = await frontEnd.ask("failed", { type: "cancel", run, task: "each", element: 1 })
  expect(again.message).toBe(`each[1] doesn't run or wait in run ${run}: it may have ended already`)
  expect(await frontEnd.ask("cancelling", { type: "cancel", run, task: "slow" })).toMatchObject({ run, task: "slow" })
  expect(await frontEnd.next("runEnded")).toMatchObject({ run, state: "cancelled" })
  const { taskRuns } = foldEvents(frontEnd.events(run).map(({ event }) => event))
  expect(Object.fromEntries([...taskRuns].map(([name, { state }]) => [name, state]))).toEqual({
    each: "completed",
    "each[0]": "completed",
    "each[1]": "cancelled",
    slow: "cancelled",
    next: "skipped",
    other: "completed",
  })
  expect((await frontEnd.ask("failed", { type: "cancel", run, task: "slow" })).message).toBe(
    `No run ${run} goes on in this kernel: it may have ended already`,
  )
  const retried = await frontEnd.ask("runStarted", { type: "rerun", run, only: ["other"] })
  expect(await frontEnd.next("runEnded", (end) => end.run === retried.run)).toMatchObject({ state: "completed" })
  const { outline } = foldEvents(frontEnd.events(retried.run).map(({ event }) => event))
  expect(outline.map(({ name }) => name)).toEqual(["other"])
})

test("the end of the kernel cancels runs, so that none stays running", async () => {
  using notebook = new TestNotebook()
  const flows = new TestFlows()
  const frontEnd = flows.open()
  await send(frontEnd, notebook, "// @task wait\nconsole.log(1)\nfor (;;) {}")
  const { run } = await frontEnd.ask("runStarted", { type: "run", parameters: {} })
  await frontEnd.next("events", ({ events }) => events.some(({ event }) => event.type === "logged"))
  await flows.comms.close()
  using store = openStore(notebook.folder)
  expect(store.findRun(run)?.state).toBe("cancelled")
  expect((await frontEnd.ask("failed", { type: "run", parameters: {} })).message).toBe("The kernel is being shut down")
})

test("a rerun goes on from what failed; a preview says so before; unsaved cells count", async () => {
  using notebook = new TestNotebook("// @task other\nconst saved = 1")
  await using flows = new TestFlows()
  const frontEnd = flows.open()
  const cells = ["// @task good\nconst a = 1", "// @task bad\nconst b = a + missing", "// @task late\nconst c = b"]
  await send(frontEnd, notebook, ...cells)
  expect((await frontEnd.ask("failed", { type: "rerun" })).message).toBe(`${notebook.path} hasn't run yet`)
  const first = await frontEnd.ask("runStarted", { type: "run", parameters: {} })
  expect(await frontEnd.next("runEnded")).toMatchObject({ run: first.run, state: "failed" })
  await send(frontEnd, notebook, cells[0] ?? "", "// @task bad\nconst b = a + 1", cells[2] ?? "")
  const { tasks } = await frontEnd.ask("preview", { type: "preview", parameters: {}, rerun: first.run })
  expect(tasks.map(({ task, plan }) => `${task} ${plan}`)).toEqual(["good cached", "bad run", "late unknown"])
  const second = await frontEnd.ask("runStarted", { type: "rerun" })
  expect(second.rerunOf).toBe(first.run)
  expect(await frontEnd.next("runEnded", ({ run }) => run === second.run)).toMatchObject({ state: "completed" })
})

test("a flow's own retries are runs that follow by themselves, and so are subflows", async () => {
  using notebook = new TestNotebook()
  notebook.write("child.tsnb", "// %%\n// @task inner\nconst x = 1\nconsole.log('inside')\n")
  await using flows = new TestFlows()
  const frontEnd = flows.open()
  await send(
    frontEnd,
    notebook,
    "// @flow retries=1",
    "// @task once\nconst { x } = await subflow('child.tsnb')\nif (x) throw new Error('no')",
  )
  const { run } = await frontEnd.ask("runStarted", { type: "run", parameters: {} })
  const retried = await frontEnd.next("runStarted", ({ rerunOf }) => rerunOf === run)
  expect(await frontEnd.next("runEnded", (ended) => ended.run === retried.run)).toMatchObject({ state: "failed" })
  const order = frontEnd.messages.flatMap((message) =>
    message.type === "runStarted" || message.type === "runEnded" ? [`${message.type} ${message.run}`] : [],
  )
  const children = order.filter((line) => !line.includes(run) && !line.includes(retried.run))
  expect(order.filter((line) => !children.includes(line))).toEqual([
    `runStarted ${run}`,
    `runEnded ${run}`,
    `runStarted ${retried.run}`,
    `runEnded ${retried.run}`,
  ])
  expect(children.length).toBe(2)

  const { runs } = await frontEnd.ask("runs", { type: "runs", parent: run })
  expect(runs.map(({ flow, state }) => `${flow} ${state}`)).toEqual(["child completed"])
  await frontEnd.ask("eventsSent", { type: "events", run: runs[0]?.id ?? "", after: 0 })
  expect(frontEnd.events(runs[0]?.id ?? "")[0]?.event).toMatchObject({ parent: run, parentTask: "once" })
})

test("cells run alone beside others with problems, without hooks, and their results are there before the end", async () => {
  using notebook = new TestNotebook()
  const live = new ScriptNotebook()
  await using flows = new TestFlows(live)
  const frontEnd = flows.open()
  await send(
    frontEnd,
    notebook,
    "// @task t\nconst a = 1",
    `// @task each for="n of [1, 2]"\nconst b = n + a`,
    "const broken = =",
    "// @on success\nconsole.log('hook')",
  )
  expect(await frontEnd.ask("plan", { type: "plan", cells: ["b"] })).toMatchObject({
    cells: [{ id: "b" }],
    refused: [],
  })
  const options = { type: "run" as const, parameters: {}, only: ["each"] }
  expect((await frontEnd.ask("failed", options)).problems).toHaveLength(1)
  const kept = frontEnd.next("runEnded").then(() => [...live.kept])
  const { run } = await frontEnd.ask("runStarted", { ...options, alone: true })
  expect(await kept).toEqual(["a", "b"])
  expect(frontEnd.events(run).filter(({ event }) => event.type === "logged")).toEqual([])
})

test("what is kept is counted and removed, of one task or of all", async () => {
  using notebook = new TestNotebook()
  await using flows = new TestFlows()
  const frontEnd = flows.open()
  await send(frontEnd, notebook, "// @task t\nconst a = 1", "// @task u\nconst b = a")
  expect(await frontEnd.ask("cleaned", { type: "clean" })).toMatchObject({ entries: 0 })
  await frontEnd.ask("runStarted", { type: "run", parameters: {} })
  await frontEnd.next("runEnded")
  expect(await frontEnd.ask("cleaned", { type: "clean", preview: true })).toMatchObject({ entries: 2, going: 0 })
  expect(await frontEnd.ask("cleaned", { type: "clean", tasks: ["u"] })).toMatchObject({ entries: 1 })
  const { tasks } = await frontEnd.ask("preview", { type: "preview", parameters: {} })
  expect(tasks.map(({ task, plan }) => `${task} ${plan}`)).toEqual(["t cached", "u run"])
})

test("a run is pinned and given a note, which the list of runs has", async () => {
  using notebook = new TestNotebook()
  await using flows = new TestFlows()
  const frontEnd = flows.open()
  await send(frontEnd, notebook, "// @task t\nconst a = 1")
  const { run } = await frontEnd.ask("runStarted", { type: "run", parameters: {} })
  await frontEnd.next("runEnded")
  await frontEnd.ask("annotated", { type: "annotate", run, isPinned: true, note: "best so far" })
  const { runs } = await frontEnd.ask("runs", { type: "runs" })
  expect(runs).toMatchObject([{ id: run, isPinned: true, note: "best so far" }])
  const { message } = await frontEnd.ask("failed", { type: "annotate", run: "none", isPinned: true })
  expect(message).toMatch(/^There is no run none in the history of /)
})

test("what isn't a request, or can't be carried out, is answered by what is wrong", async () => {
  using notebook = new TestNotebook()
  await using flows = new TestFlows()
  const frontEnd = flows.open()
  await frontEnd.send("nonsense")
  expect(await frontEnd.next("failed")).toEqual({
    type: "failed",
    message: "A message is an object with a 'type' and a 'request'",
  })
  expect((await frontEnd.ask("failed", { type: "run", parameters: {} })).message).toMatch(
    /^Send the notebook's cells first/,
  )
  await send(frontEnd, notebook, "// @parameters\nconst n = 1", "// @task t\nconst a = n")
  for (const [message, answer] of [
    [{ type: "run", parameters: { m: 1 } }, /There is no parameter 'm'/],
    [{ type: "run", parameters: { n: "x" } }, /parameter 'n'/],
    [{ type: "run", parameters: {}, only: ["tt"] }, /There is no task 'tt'; did you mean 't'\?/],
    [{ type: "rerun", run: "nothing" }, /There is no run nothing/],
    [{ type: "events", run: "nothing", after: 0 }, /There is no run nothing/],
    [{ type: "cells", notebook: "relative.tsnb", cells: [] }, /absolute path/],
  ] as const) {
    expect((await frontEnd.ask("failed", message)).message).toMatch(answer)
  }
  // The cells before still count.
  const away = join(notebook.folder, "gone", "n.tsnb")
  await frontEnd.ask("graph", {
    type: "cells",
    notebook: away,
    cells: [{ id: "a", source: "// @task t\nconst a = 1", line: 1 }],
  })
  expect((await frontEnd.ask("failed", { type: "run", parameters: {} })).message).toMatch(
    /can't be written|isn't there|no such/i,
  )
})

test("what tasks gave is told with its size, small values at once, and others as text", async () => {
  using notebook = new TestNotebook()
  await using flows = new TestFlows()
  const frontEnd = flows.open()
  await send(
    frontEnd,
    notebook,
    "// @task score\nconst rmse = 5.25\nconst words = ['a', 'b']",
    "// @task large\nconst numbers = Float64Array.from({ length: 1000 }, (_, i) => i * rmse)",
    `// @task each for="n of [1, 2, 3]"\nconst square = n * n`,
    "// @task broken\nthrow new Error('no')",
  )
  const first = await frontEnd.ask("runStarted", { type: "run", parameters: {} })
  await frontEnd.next("runEnded", ({ run }) => run === first.run)
  const second = await frontEnd.ask("runStarted", { type: "run", parameters: {} })
  await frontEnd.next("runEnded", ({ run }) => run === second.run)
  const expected = [
    { task: "each", name: "square", type: "number", count: 3, size: expect.any(Number) },
    {
      task: "large",
      name: "numbers",
      type: "Float64Array",
      shape: "1,000 numbers",
      count: 1,
      size: expect.any(Number),
      text: expect.stringMatching(/^Float64Array\(1000\) \[ 0, 5\.25,/),
    },
    { task: "score", name: "rmse", type: "number", count: 1, size: 11, text: "5.25", number: 5.25 },
    {
      task: "score",
      name: "words",
      type: "Array",
      shape: "2 elements",
      count: 1,
      size: expect.any(Number),
      text: "[ 'a', 'b' ]",
    },
  ]
  for (const { run } of [first, second]) {
    const { results } = await frontEnd.ask("results", { type: "results", run })
    expect(
      results
        .toSorted((one, other) => one.name.localeCompare(other.name))
        .toSorted((one, other) => one.task.localeCompare(other.task)),
    ).toEqual(expected)
  }
  const value = await frontEnd.ask("value", { type: "value", run: second.run, task: "large", name: "numbers" })
  expect(value.text).toContain("Float64Array(1000) [")
  const squares = await frontEnd.ask("value", { type: "value", run: first.run, task: "each", name: "square" })
  expect(squares.text).toBe("[ 1, 4, 9 ]")
  expect((await frontEnd.ask("failed", { type: "value", run: first.run, task: "score", name: "gone" })).message).toBe(
    "The value 'gone' of score isn't kept any more: run the task again",
  )
})

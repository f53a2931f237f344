import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { HistoryError, readHistory } from "../../extension/outputs/historyProcess.ts"
import { latestTasks } from "../../kernel/history/latestTasks.ts"
import type { HistoryMessage, HistoryRequest, LatestTask } from "../../kernel/history/messages.ts"
import { openCopy } from "../../kernel/store/readOnly.ts"
import { commandLine } from "../support/builtKernel.ts"
import { TestNotebook } from "../support/flow.ts"

async function read(
  request: HistoryRequest,
  onMessage: (message: HistoryMessage) => void = () => undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly HistoryMessage[]> {
  const messages: HistoryMessage[] = []
  const take = (message: HistoryMessage): void => {
    messages.push(message)
    onMessage(message)
  }
  await readHistory({ program: commandLine, node: process.execPath }, request, take, signal)
  return messages
}

async function outputsOf(notebook: TestNotebook, ...tasks: readonly string[]): Promise<Record<string, LatestTask>> {
  const messages = await read({ type: "outputs", notebook: notebook.path, tasks })
  return Object.fromEntries(
    messages.flatMap((message) => (message.type === "task" ? [[message.task.view.task, message.task]] : [])),
  )
}

const printing = "// @task printing\nconsole.log('one'); console.log('two'); display('shown')\nconst a = 1"
const failing = "// @task failing\nconst b: number = a.missing.length"

test("Tasks come back with their states, outputs, errors and code.", async () => {
  using notebook = new TestNotebook(printing, failing)
  const { run } = await notebook.run()
  const { printing: first, failing: second, ...others } = await outputsOf(notebook, "printing", "failing", "renamed")
  expect(others).toEqual({})
  expect(first).toMatchObject({ run, view: { state: "completed" }, line: 2, isLogCut: false })
  expect(first?.code).toMatch(/^[0-9a-f]+$/)
  expect(first?.outputs).toMatchObject([
    { kind: "stream", stream: "stdout", text: "one\ntwo\n" },
    { kind: "display", data: { "text/plain": "shown" } },
  ])
  expect(second?.view).toMatchObject({ state: "failed", error: { name: "TypeError" } })
})

test("What came from the cache shows what it showed when it ran, and what the latest run left out, what it did before.", async () => {
  using notebook = new TestNotebook(printing, "// @task other\nconsole.log('other')\nconst c = 1")
  const first = await notebook.run()
  const second = await notebook.run({ only: ["printing"] })
  const { printing: cached, other } = await outputsOf(notebook, "printing", "other")
  expect(cached).toMatchObject({ run: second.run, view: { state: "cached", cachedFrom: first.run } })
  expect(cached?.outputs[0]).toMatchObject({ text: "one\ntwo\n" })
  expect(other).toMatchObject({ run: first.run, view: { state: "completed" } })
})

test("Of a long log the end comes back.", async () => {
  using notebook = new TestNotebook("// @task long\nfor (let i = 0; i < 30_000; i++) console.log('line', i)")
  const { run } = await notebook.run()
  const { long } = await outputsOf(notebook, "long")
  const text = (long?.outputs ?? []).map((output) => (output.kind === "stream" ? output.text : "")).join("")
  expect(long?.isLogCut).toBe(true)
  expect(text.length).toBeLessThanOrEqual(200_000)
  expect(text.endsWith("line 29999\n")).toBe(true)
  const log = await read({ type: "log", notebook: notebook.path, run, task: "long" })
  const lines = log
    .map((message) => (message.type === "log" ? message.text : ""))
    .join("")
    .trimEnd()
    .split("\n")
  expect(lines).toHaveLength(30_000)
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d line 0$/)
})

test("A run that goes on is followed to its end.", async () => {
  const waiting =
    "// @task waiting cache=off\nconst { existsSync } = await import('node:fs')\nconsole.log('waits')\nwhile (!existsSync('go')) await new Promise((resolve) => setTimeout(resolve, 20))\nconsole.log('goes')"
  using notebook = new TestNotebook(waiting)
  const started = Promise.withResolvers<void>()
  const running = notebook.run({}, (event) => event.type === "logged" && started.resolve())
  await started.promise
  const messages = await read({ type: "outputs", notebook: notebook.path, tasks: ["waiting"] }, (message) => {
    if (message.type === "events" && message.events.some(({ type }) => type === "logged")) notebook.write("go", "")
  })
  await running
  const events = messages.flatMap((message) => (message.type === "events" ? message.events : []))
  const log = events.flatMap((event) => (event.type === "logged" ? [event.text] : []))
  expect(log.slice(0, 2)).toEqual(["waits", "goes"])
  expect(events.at(-1)).toMatchObject({ type: "flowStateChanged", state: "completed" })
})

test("The events of a run that has ended are all told.", async () => {
  using notebook = new TestNotebook(printing)
  const { run, events } = await notebook.run()
  const messages = await read({ type: "events", notebook: notebook.path, run })
  const told = messages.flatMap((message) => (message.type === "events" ? message.events : []))
  expect(told.map(({ type }) => type)).toEqual(events.map(({ type }) => type))
})

test("Whoever asked may stop listening to a run that goes on.", async () => {
  using notebook = new TestNotebook("// @task endless\nawait new Promise((resolve) => setTimeout(resolve, 60_000))")
  const stop = new AbortController()
  const started = Promise.withResolvers<void>()
  const running = notebook.run(
    {},
    (event) => event.type === "taskStateChanged" && event.state === "running" && started.resolve(),
    stop.signal,
  )
  await started.promise
  const listening = new AbortController()
  const messages = await read(
    { type: "outputs", notebook: notebook.path, tasks: ["endless"] },
    () => listening.abort(),
    listening.signal,
  )
  expect(messages).not.toEqual([])
  stop.abort()
  await running
})

test("A notebook that never ran has nothing, and gets no history by being looked at.", async () => {
  using notebook = new TestNotebook(printing)
  expect(await read({ type: "outputs", notebook: notebook.path, tasks: ["printing"] })).toEqual([])
  expect(existsSync(join(notebook.folder, ".tsnb"))).toBe(false)
})

test("A damaged history is told of, and brings nothing back.", async () => {
  using notebook = new TestNotebook(printing)
  await notebook.run()
  writeFileSync(join(notebook.folder, ".tsnb", "store.db"), "nothing that SQLite knows".repeat(500))
  const messages = await read({ type: "outputs", notebook: notebook.path, tasks: ["printing"] })
  expect(messages).toEqual([{ type: "warning", message: expect.stringContaining("was damaged") }])
})

test("A history that can't be written is read from a copy.", async () => {
  using notebook = new TestNotebook(printing)
  await notebook.run()
  let place: string
  {
    using copy = openCopy(notebook.folder)
    place = copy.store.file
    const { tasks } = await latestTasks(copy.history, notebook.path, ["printing"])
    expect(tasks).toMatchObject([{ view: { state: "completed" } }])
    expect(place.startsWith(notebook.folder)).toBe(false)
  }
  expect(existsSync(place)).toBe(false)
})

test("A program that can't answer is an error that says why.", async () => {
  // Wrong on purpose.
  const wrong = { type: "outputs", notebook: "relative.tsnb", tasks: [] } as const
  const message: unknown = expect.stringContaining("'notebook' has to be an absolute path")
  await expect(read(wrong)).rejects.toMatchObject({ name: "HistoryError", message })
})

test("A Node that isn't there is an error that names it.", async () => {
  const request: HistoryRequest = { type: "outputs", notebook: join(import.meta.dirname, "none.tsnb"), tasks: ["a"] }
  const node = join(import.meta.dirname, "no-node")
  const asked = readHistory({ program: commandLine, node }, request, () => undefined, new AbortController().signal)
  await expect(asked).rejects.toThrow(new HistoryError(`spawn ${node} ENOENT`))
})

test("Of a chosen run all is told that was shown in it, also by cells that aren't tasks.", async () => {
  using notebook = new TestNotebook(
    "const started = Date.now()\nconsole.log('plain')",
    "// @task first cache=off\nconsole.log('first', started > 0)\nconst a = Math.random()\ndisplay(a)",
    "// @task second\nconst b = a.missing.length",
    "// @on failure\nconsole.log('hook')",
  )
  const { run } = await notebook.run()
  await notebook.run()
  const messages = await read({ type: "run", notebook: notebook.path, run })
  const tasks = messages.flatMap((message) => (message.type === "task" ? [message.task] : []))
  expect(tasks).toMatchObject([
    { run, view: { task: "first", state: "completed" } },
    { run, view: { task: "second", state: "failed", error: { name: "TypeError" } } },
  ])
  expect(tasks[0]?.outputs[0]).toMatchObject({ text: "first true\n" })
  const others = messages.flatMap((message) => (message.type === "other" ? [message.cell] : []))
  expect(others).toMatchObject([
    { label: "cell in line 2", outputs: [{ text: "plain\n" }] },
    { label: "hook in line 16", outputs: [{ text: "hook\n" }] },
  ])
})

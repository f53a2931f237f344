import { expect, test } from "vitest"
import { EarlierRuns } from "../../../extension/flow/earlierRuns.ts"
import type { FlowEvent } from "../../../kernel/flow/events.ts"
import { latestTasks } from "../../../kernel/history/latestTasks.ts"
import type { ShownOutput } from "../../../kernel/model/cellOutput.ts"
import { OutputList } from "../../../kernel/session/outputList.ts"
import { TaskEvents } from "../../../kernel/session/taskEvents.ts"
import { TaskOutputs } from "../../../kernel/session/taskOutputs.ts"
import { openStore } from "../../../kernel/store/store.ts"
import { StoreHistory } from "../../../kernel/store/storeHistory.ts"
import { TestNotebook, type TestRun } from "../../support/flow.ts"

const list = (numbers: string): string => `const numbers = [${numbers}]`
const task = (name: string): string =>
  `// @task ${name}
console.log("${name} computes")
progress(1, 2)
display("shown by ${name}")
const ${name}Value = 1`
const loop = `// @task each for="number of numbers"
console.log("squares", number)
display({ squared: number * number })
const square = number * number`

/** The outputs of a task in a run as VS Code shows them while it runs. */
async function shownLive(
  { events }: TestRun,
  task: string,
  history: (run: string) => Promise<readonly FlowEvent[]>,
  report = (error: unknown): void => expect.fail(String(error)),
): Promise<readonly ShownOutput[]> {
  const [started] = events
  if (!started) throw new Error("The run has no events")
  const outputs = new OutputList()
  const ofTask = new TaskOutputs(task, (output) => outputs.add(output))
  ofTask.onEvent(started)
  const earlier = new EarlierRuns(history, report)
  const shown = new TaskEvents(task, ofTask, (event) => earlier.of(event, event.run))
  for (const event of events) if ("task" in event && event.task === task) shown.onEvent(event)
  await shown.shown()
  return outputs.outputs
}

/** The same as they come back when the notebook is opened. */
async function restored(notebook: TestNotebook, task: string): Promise<readonly ShownOutput[]> {
  using store = openStore(notebook.folder)
  const { tasks } = await latestTasks(new StoreHistory(store), notebook.path, [task])
  return tasks.flatMap(({ outputs }) => outputs)
}

function textOf(outputs: readonly ShownOutput[]): string {
  return outputs.map((output) => (output.kind === "stream" ? output.text : "")).join("")
}

test.each<[what: string, first: readonly string[], second: readonly string[], task: string, text: string]>([
  ["a task that is cached", [task("one")], [task("one")], "one", "one computes\n"],
  [
    "a loop that is cached",
    [list("1, 2, 3"), loop],
    [list("1, 2, 3"), loop],
    "each",
    "[each[0]] squares 1\n[each[1]] squares 2\n[each[2]] squares 3\n",
  ],
  [
    "elements that are cached, from other places in the list, beside one that runs",
    ["// @flow concurrency=1", list("1, 2"), loop],
    ["// @flow concurrency=1", list("2, 5, 1"), loop],
    "each",
    "[each[0]] squares 2\n[each[1]] squares 5\n[each[2]] squares 1\n",
  ],
  [
    "a task that has another name by now",
    ["// @task one\nconsole.log('computes')\nconst value = 1"],
    ["// @task other\nconsole.log('computes')\nconst value = 1"],
    "other",
    "computes\n",
  ],
])("a live run shows %s as it comes back later", async (_, first, second, name, text) => {
  using notebook = new TestNotebook(...first)
  const earlier = await notebook.run()
  notebook.rewrite(...second)
  const run = await notebook.run()
  const asked: string[] = []
  const live = await shownLive(run, name, (of) => {
    asked.push(of)
    return Promise.resolve(earlier.events)
  })
  expect(live).toEqual(await restored(notebook, name))
  expect(textOf(live).split("\n").toSorted()).toEqual(text.split("\n").toSorted())
  expect(asked).toEqual([earlier.run])
})

test("what can't be had of an earlier run is told once, and the rest is shown", async () => {
  using notebook = new TestNotebook(list("1, 2"), loop)
  await notebook.run()
  notebook.rewrite(list("1, 2, 3"), loop)
  const run = await notebook.run()
  const told: unknown[] = []
  const gone = new Error("that run isn't in the history any more")
  const live = await shownLive(
    run,
    "each",
    () => Promise.reject(gone),
    (error) => told.push(error),
  )
  expect(textOf(live)).toBe("[each[2]] squares 3\n")
  expect(told).toEqual([gone])
})

test("a loop shows which of its elements failed, and their errors", async () => {
  const failing = `// @task each for="number of numbers" label="'n' + number"
if (number > 1) throw new TypeError("bad " + number)
const square = number * number`
  using notebook = new TestNotebook(
    "// @flow concurrency=1",
    list(Array.from({ length: 13 }, (_, i) => i).join()),
    failing,
  )
  const run = await notebook.run()
  const live = await shownLive(run, "each", () => Promise.resolve([]))
  const text = textOf(live)
  expect(text).toMatch(/^each\[2: n2\] failed: TypeError: bad 2\n {4}at .*:\d+:\d+\n/)
  expect(text.match(/failed: TypeError/g)).toHaveLength(10)
  expect(JSON.stringify(live)).toContain("11 failed")
  expect(live).toEqual(await restored(notebook, "each"))
})

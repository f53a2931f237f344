import { expect, test } from "vitest"
import type { FlowEvent, TaskRunName } from "../../kernel/flow/events.ts"
import type { State } from "../../kernel/flow/state.ts"
import type { CancelTask } from "../../kernel/flow/taskSignals.ts"
import { TestNotebook, type TestRun } from "../support/flow.ts"

const endless = "for (;;) {}"

/** Runs a notebook, and cancels a task run once a task has printed `ready` so many times. */
async function runAndCancel(
  notebook: TestNotebook,
  cancelled: TaskRunName,
  readyTimes = 1,
): Promise<TestRun & { isDone: boolean | undefined }> {
  const cancels = new Map<string, CancelTask>()
  let isDone: boolean | undefined
  let ready = 0
  const observe = (event: FlowEvent): void => {
    if (event.type !== "logged" || event.text !== "ready") return
    ready += 1
    if (ready === readyTimes) isDone = cancels.get(event.run)?.(cancelled)
  }
  const onCancellable = (run: string, cancel: CancelTask): void => void cancels.set(run, cancel)
  return { ...(await notebook.run({ concurrency: 4 }, observe, undefined, onCancellable)), isDone }
}

function reasonOf({ events }: TestRun, task: string, element?: number): string | undefined {
  const last = events.findLast(
    (event) => event.type === "taskStateChanged" && event.task === task && event.element === element,
  )
  return last?.type === "taskStateChanged" ? last.reason : undefined
}

test.each<
  [title: string, cells: readonly string[], cancelled: TaskRunName, state: State, states: Record<string, State>]
>([
  [
    "one that runs, and what depends on it is skipped while others go on",
    [
      `// @task slow\nconsole.log("ready")\n${endless}\nconst a = 1`,
      `// @task next\nconst b = a`,
      `// @task last\nconst c = b`,
      `// @task other\nawait new Promise((done) => setTimeout(done, 300))\nconst d = 1`,
      `// @task after\nconst e = d`,
    ],
    { task: "slow" },
    "cancelled",
    { slow: "cancelled", next: "skipped", last: "skipped", other: "completed", after: "completed" },
  ],
  [
    "one that waits for another",
    [
      `// @task first\nconsole.log("ready")\nawait new Promise((done) => setTimeout(done, 300))\nconst a = 1`,
      `// @task second\nconst b = a`,
      `// @task third\nconst c = b`,
    ],
    { task: "second" },
    "cancelled",
    { first: "completed", second: "cancelled", third: "skipped" },
  ],
  [
    "one that waits for its next attempt",
    [
      `// @task flaky retries=3 retryDelay=1h\nthrow new Error("down")\nconst a = 1`,
      `// @task teller after=early\nawait new Promise((done) => setTimeout(done, 500))\nconsole.log("ready")`,
      `// @task early\nconst z = 1`,
    ],
    { task: "flaky" },
    "cancelled",
    { flaky: "cancelled", teller: "completed", early: "completed" },
  ],
  [
    "an element, and the others of its loop go on",
    [
      `// @task each for="n of [0, 1, 2]"\nif (n === 1) { console.log("ready"); ${endless} }\nconst a = n`,
      `// @task sum\nconst b = a`,
    ],
    { task: "each", element: 1 },
    "cancelled",
    { each: "cancelled", "each[0]": "completed", "each[1]": "cancelled", "each[2]": "completed", sum: "skipped" },
  ],
  [
    "an element that failures=keep leaves out",
    [
      `// @task each for="n of [0, 1]" failures=keep\nif (n === 1) { console.log("ready"); ${endless} }\nconst a = n`,
      `// @task sum\nconst b = a.filter((n) => n !== undefined).length`,
    ],
    { task: "each", element: 1 },
    "completed",
    { each: "completed", "each[0]": "completed", "each[1]": "cancelled", sum: "completed" },
  ],
  [
    "a loop with all its elements, those that wait for room included",
    [
      `// @flow concurrency=1`,
      `// @task each for="n of [0, 1, 2]"\nconsole.log("ready")\n${endless}\nconst a = n`,
      `// @task other\nconst b = 1`,
    ],
    { task: "each" },
    "cancelled",
    {
      each: "cancelled",
      "each[0]": "cancelled",
      "each[1]": "cancelled",
      "each[2]": "cancelled",
      other: "completed",
    },
  ],
  [
    "one whose readers run in any case",
    [
      `// @task slow\nconsole.log("ready")\n${endless}\nconst a = 1`,
      `// @task any upstream=allDone\nconst b = String(a)`,
      `// @task careful upstream=noneFailed\nconst c = String(a)`,
    ],
    { task: "slow" },
    "cancelled",
    { slow: "cancelled", any: "completed", careful: "skipped" },
  ],
])("cancels %s", async (_, cells, cancelled, state, states) => {
  using notebook = new TestNotebook(...cells)
  const run = await runAndCancel(notebook, cancelled)
  expect(run).toMatchObject({ isDone: true, state })
  expect(run.states).toEqual(states)
})

test("says why tasks didn't run", async () => {
  using notebook = new TestNotebook(
    `// @task slow\nconsole.log("ready")\n${endless}\nconst a = 1`,
    `// @task next\nconst b = a`,
  )
  const run = await runAndCancel(notebook, { task: "slow" })
  expect(reasonOf(run, "slow")).toBe("The task was cancelled")
  expect(reasonOf(run, "next")).toBe("slow was cancelled")
})

test("cancels neither what has ended nor what there isn't", async () => {
  const cells = [`// @task done\nconst a = 1`, `// @task next\nconsole.log("ready", a)\nconsole.log("ready")`]
  for (const name of [{ task: "done" }, { task: "nobody" }, { task: "next", element: 0 }]) {
    using notebook = new TestNotebook(...cells)
    const run = await runAndCancel(notebook, name)
    expect(run).toMatchObject({ isDone: false, state: "completed", states: { done: "completed", next: "completed" } })
  }
})

test("goes on after the next run from where the task was cancelled", async () => {
  using notebook = new TestNotebook(
    `// @task other\nconst z = 1`,
    `// @task slow\nimport { existsSync, writeFileSync } from "node:fs"\nif (!existsSync("once")) { writeFileSync("once", ""); console.log("ready"); ${endless} }\nconst a = 1`,
    `// @task next\nconst b = a + z`,
  )
  const { run, state } = await runAndCancel(notebook, { task: "slow" })
  expect(state).toBe("cancelled")
  const again = await notebook.run({ rerunOf: run })
  expect(again.states).toEqual({ other: "cached", slow: "completed", next: "completed" })
})

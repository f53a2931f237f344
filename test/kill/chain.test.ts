import { expect, test } from "vitest"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { TestNotebook } from "../support/flow.ts"
import { inspectStore } from "./inspection.ts"
import { builtForTests, startCommand } from "./runs.ts"

/** Whether an event tells of the end of an attempt of an element. */
function isCompleted(event: FlowEvent, task: string, element: number): boolean {
  return (
    event.type === "taskStateChanged" && event.task === task && event.element === element && event.state === "completed"
  )
}

test("kill -9 while one element is through two loops and another in the first: the next run goes on from there", async () => {
  using notebook = new TestNotebook(
    `// @task one for="x of [1, 2, 3]"\nif (x === 2 && process.env.HANG) await new Promise((resolve) => setTimeout(resolve, 600_000))\nconst a = x * 10`,
    `// @task two for="y of a"\nconst b = y + 1`,
    `// @task end\nconsole.log(b.join())`,
  )
  const { folder, path } = notebook
  process.env["HANG"] = "yes"
  const run = startCommand({ folder, notebook: path }, builtForTests, (event) => {
    if (isCompleted(event, "two", 0)) run.kill()
  })
  delete process.env["HANG"]
  expect((await run.ended).code).toBe(null)
  const { runs, problems } = inspectStore(folder)
  expect(problems).toEqual([])
  expect(runs.map(({ state, taskRuns }) => [state, taskRuns.get("two[0]")?.state])).toEqual([["crashed", "completed"]])
  const next = await notebook.run()
  expect(next.state).toBe("completed")
  expect(next.states).toMatchObject({ "one[0]": "cached", "one[1]": "completed", "two[0]": "cached", two: "completed" })
  expect(next.log).toEqual(["end: 11,21,31"])
  expect(inspectStore(folder).problems).toEqual([])
})

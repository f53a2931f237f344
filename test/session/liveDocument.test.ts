import { expect, test } from "vitest"
import { runNotebook } from "../../kernel/session/flowRun.ts"
import { TestLiveNotebook } from "../support/liveNotebook.ts"
import { documentOf } from "../support/documentCells.ts"

/** Runs what the plan says: tasks by the flow, cells in the session. @returns what ran, and the last cell's result */
async function runCells(live: TestLiveNotebook, sources: readonly string[], wanted: string): Promise<string> {
  const cells = documentOf(...sources)
  const plan = await live.notebook.plan(cells, wanted.split(""))
  const only = plan.cells.flatMap(({ task }) => task ?? [])
  const observer = { onEvent: () => undefined, onResults: live.notebook.keep.bind(live.notebook) }
  if (only.length > 0) {
    const notebook = `${live.folder}/live.ipynb`
    const given = live.notebook.given()
    const { end } = await runNotebook({ notebook, cells, parameters: {}, only, alone: true, given }, observer, 0)
    if (end.state !== "completed") return end.state
  }
  let result: string | undefined
  for (const { id, task } of plan.cells) {
    if (task === undefined)
      ({ result } = await live.run(cells.find((cell) => cell.id === id)?.source ?? "", { cell: id }))
  }
  return `${plan.cells.map(({ id }) => id).join("")}: ${result}`
}

test("cells find what they read, also results of tasks and what these need", async () => {
  await using live = new TestLiveNotebook()
  const sources = [
    "const base = 20",
    "// @task readTrain\nconst train = Array.from({ length: base }, (_, i) => i)\nfunction double() { return 2 * train.length }",
    "function half() { return train.length / 2 }",
    "[half(), double()].join()",
    "// @on success\nthrow new Error('no hook runs for a cell')",
    "const broken = =",
  ]
  expect(await runCells(live, sources, "d")).toBe("bcd: '10,40'")
  expect(await runCells(live, sources, "d")).toBe("d: '10,40'")
  const edited = ["const base = 10", ...sources.slice(1)]
  expect(await runCells(live, edited, "d")).toBe("bcd: '5,20'")
  expect(await runCells(live, edited, "a")).toBe("a: undefined")
  // A result that was changed in the session stays so, until another is given.
  await live.run("train.push(1); train.length", { cell: "d" })
})

test("a session that ended is noticed, and what it held runs again", async () => {
  await using live = new TestLiveNotebook()
  const sources = ["const a = 1", "// @task t\nconst r = 5", "a + r"]
  expect(await runCells(live, sources, "c")).toBe("abc: 6")
  expect(await runCells(live, [...sources, "process.exit(3)"], "d")).toContain("SessionDied")
  expect(await runCells(live, sources, "c")).toBe("ac: 6")
})

test("a cell that fails doesn't count as run", async () => {
  await using live = new TestLiveNotebook()
  const sources = ["const a = 1\nif (globalThis.failing) throw new Error('no')", "a"]
  await live.run("globalThis.failing = true")
  expect(await runCells(live, sources, "a")).toBe("a: Error: no")
  await live.run("globalThis.failing = false")
  expect(await runCells(live, sources, "b")).toBe("ab: 1")
  expect(await runCells(live, sources, "b")).toBe("b: 1")
})

test("flow.run() in a cell runs the flow of the document", async () => {
  await using live = new TestLiveNotebook()
  const sources = [
    "// @task t\nconst r = 5",
    "(await flow.run()).tasks.map(({ name, state }) => name + ' ' + state).join()",
  ]
  expect(await runCells(live, sources, "b")).toBe("b: 't completed'")
  expect(await runCells(live, [...sources, "r"], "c")).toBe("c: 5")
})

test("names of cells that were deleted, or that define others now, are gone", async () => {
  await using live = new TestLiveNotebook()
  const sources = ["const a = 1", "const b = 2", "[typeof a, typeof b].join()"]
  expect(await runCells(live, sources, "c")).toBe("abc: 'number,number'")
  expect(await runCells(live, ["const c = 1", "", "[typeof a, typeof b].join()"], "c")).toBe("c: 'undefined,undefined'")
  expect(await runCells(live, sources, "c")).toBe("abc: 'number,number'")
})

test("a task without a cache runs when a person runs it, not for those that read it", async () => {
  await using live = new TestLiveNotebook()
  const sources = [
    "// @task once cache=off\nconst time = performance.now() + Math.random()",
    "// @task reader\nconst read = time",
    "read === time",
    "// @task other\nconst again = time",
    "again === read",
  ]
  expect(await runCells(live, sources, "c")).toBe("abc: true")
  expect(await runCells(live, sources, "e")).toBe("de: true")
  expect(await runCells(live, sources, "a")).toBe("a: undefined")
  // Both have another input now.
  expect(await runCells(live, sources, "e")).toBe("bde: true")
  expect(await runCells(live, sources, "e")).toBe("e: true")
})

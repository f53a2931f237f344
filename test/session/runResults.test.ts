import { dirname } from "node:path"
import { expect, test } from "vitest"
import { ResultFolder } from "../../kernel/runtime/value/resultFolder.ts"
import { runResults } from "../../kernel/session/runResults.ts"
import { previewValue } from "../../kernel/session/valuePreview.ts"
import { openStore } from "../../kernel/store/store.ts"
import { StoreHistory } from "../../kernel/store/storeHistory.ts"
import { TestNotebook } from "../support/flow.ts"

/** What a run gave, as `task.name: value`, or how many values it is. */
async function resultsOf(notebook: string, run: string): Promise<readonly string[]> {
  using store = openStore(dirname(notebook))
  const results = await runResults(new StoreHistory(store), new ResultFolder(store.results), run)
  return results.map(({ task, name, count, text }) => `${task}.${name}: ${text ?? `${count} values`}`)
}

function squares(list: string): string {
  return `// @task each for="x of ${list}"\nconst square = x * x`
}

test("a task that was given another name since its results were kept shows them", async () => {
  using notebook = new TestNotebook(`// @task load\nconst a = 2`, `// @task next\nconst b = a + 1`)
  await notebook.run()
  notebook.rewrite(`// @task fetch\nconst a = 2`, `// @task next\nconst b = a + 1`)
  const { run, ran } = await notebook.run()
  expect(ran).toEqual([])
  expect(await resultsOf(notebook.path, run)).toEqual(["fetch.a: 2", "next.b: 3"])
  expect((await previewValue(notebook.path, run, "fetch", "a")).text).toBe("2")
})

test("results that another notebook of the folder computed are shown", async () => {
  using notebook = new TestNotebook(`// @task load\nconst a = 2`)
  await notebook.run()
  const other = notebook.write("other.tsnb", `// %%\n// @task load\nconst a = 2\n`)
  const { run, ran } = await notebook.run({ notebook: other })
  expect(ran).toEqual([])
  expect(await resultsOf(other, run)).toEqual(["load.a: 2"])
  expect((await previewValue(other, run, "load", "a")).text).toBe("2")
})

const lists: readonly [list: string, ran: readonly string[], values: string][] = [
  ["[1, 2, 4]", ["each[2]"], "[ 1, 4, 16 ]"],
  ["[3, 1]", [], "[ 9, 1 ]"],
  ["[5, 3, 6, 1]", ["each[0]", "each[2]"], "[ 25, 9, 36, 1 ]"],
  ["[2]", [], "[ 4 ]"],
]

test.for(lists)("a loop over %s shows all elements, whichever run computed them", async ([list, ran, values]) => {
  using notebook = new TestNotebook(squares("[1, 2, 3]"))
  const first = await notebook.run()
  notebook.rewrite(squares(list))
  const second = await notebook.run()
  expect(second.ran).toEqual(ran)
  const count = values.split(",").length
  expect(await resultsOf(notebook.path, second.run)).toEqual([`each.square: ${count} values`])
  expect((await previewValue(notebook.path, second.run, "each", "square")).text).toBe(values)
  expect((await previewValue(notebook.path, first.run, "each", "square")).text).toBe("[ 1, 4, 9 ]")
})

test("elements that are equal are kept each, when none of them may come from the cache", async () => {
  using notebook = new TestNotebook(squares("[2, 3, 2]"))
  const { run } = await notebook.run({ fresh: true })
  expect((await previewValue(notebook.path, run, "each", "square")).text).toBe("[ 4, 9, 4 ]")
})

test("what a later run computed anew is kept for that run alone", async () => {
  using notebook = new TestNotebook(`// @task load\nconst a = 2`)
  const first = await notebook.run()
  const second = await notebook.run({ fresh: true })
  expect(await resultsOf(notebook.path, first.run)).toEqual([])
  expect(await resultsOf(notebook.path, second.run)).toEqual(["load.a: 2"])
  await expect(previewValue(notebook.path, first.run, "load", "a")).rejects.toThrow(
    "The value 'a' of load isn't kept any more: run the task again",
  )
})

test.each<[code: string, type: string, shape: string | undefined, text: RegExp]>([
  ["0.5", "number", undefined, /^0\.5$/u],
  ['"abc"', "string", "3 characters", /^'abc'$/u],
  ["null", "null", undefined, /^null$/u],
  ["{ depth: 6, columns: ['a', 'b'] }", "object", "2 properties", /^\{ depth: 6, columns: \[ 'a', 'b' \] \}$/u],
  ["Array.from({ length: 200 }, (_, i) => ({ i, half: i / 2 }))", "table", "200 rows × 2 columns", /^\[ \{ i: 0/u],
  ["Array.from({ length: 3 }, () => [1, 2])", "Array", "3 × 2", /^\[ \[ 1, 2 \]/u],
  ["[1, 'a']", "Array", "2 elements", /^\[ 1, 'a' \]$/u],
  ["new Float64Array(5000)", "Float64Array", "5,000 numbers", /^Float64Array\(5000\) \[ 0, 0/u],
  ["new Uint8Array(1200).fill(7)", "Uint8Array", "1,200 bytes", /^none$/u],
  ["new Map([[1, 2]])", "Map", "1 entry", /^Map\(1\)/u],
  ["new Date(0)", "Date", undefined, /^1970-01-01/u],
])("the value %s is told by its type and shape", async (code, type, shape, text) => {
  using notebook = new TestNotebook(`// @task t\nconst value = ${code}`)
  const { run } = await notebook.run()
  using store = openStore(dirname(notebook.path))
  const [result] = await runResults(new StoreHistory(store), new ResultFolder(store.results), run)
  expect(result?.type).toBe(type)
  expect(result?.shape).toBe(shape)
  expect(result?.text ?? "none").toMatch(text)
})

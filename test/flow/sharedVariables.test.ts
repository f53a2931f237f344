import { describe, expect, test } from "vitest"
import { evaluationOf, cellPart, taskPart } from "../../kernel/flow/evaluation.ts"
import { sessionPassage, workerPassage } from "../../kernel/flow/passage.ts"
import { sliceFor } from "../../kernel/flow/slice.ts"
import type { Piece } from "../../kernel/model/processMessages.ts"
import { graphOf } from "./graphs.ts"

/** What of each piece is looked up late and shared, by the first words of the piece. */
function sharing(pieces: readonly Piece[]): readonly unknown[] {
  return pieces.map(({ source, late = [], shared = [] }) => [source.trim().split("\n")[0], { late, shared }])
}

function ofTask(cells: readonly string[]): readonly unknown[] {
  const graph = graphOf(...cells)
  const [task] = graph.tasks.values()
  if (!task) throw new Error("The notebook has no task")
  const slice = sliceFor(graph, task.cell.analysis.codeReads, workerPassage(graph, new Set(["add"])), task.cell)
  const { remade, main } = evaluationOf(graph, taskPart(graph, task, new Set()), slice, new Map())
  return sharing([...remade, main])
}

function ofPlainCell(cells: readonly string[], index: number): readonly unknown[] {
  const graph = graphOf(...cells)
  const cell = graph.cells[index]
  if (!cell) throw new Error("The notebook has fewer cells")
  const slice = sliceFor(graph, cell.analysis.reads, sessionPassage)
  const { main } = evaluationOf(graph, cellPart(graph, cell, new Set()), slice, new Map(), true)
  return sharing([main])
}

const counter = "let count = 0\nfunction increment() { count++ }"

describe("variables that functions assign to", () => {
  test("are looked up by a task that uses such a function as well", () => {
    expect(ofTask([counter, "// @task a\nincrement(); console.log(count)"])).toEqual([
      [expect.stringContaining("count"), { late: [], shared: ["count"] }],
      ["// @task a", { late: ["count"], shared: [] }],
    ])
  })

  test("come as values where no such function does", () => {
    expect(ofTask([counter, "// @task a\nconsole.log(count)"])).toEqual([["// @task a", { late: [], shared: [] }]])
  })

  test("stay the function's own where nobody else reads them", () => {
    expect(ofTask([counter, "// @task a\nincrement()"])).toEqual([
      [expect.stringContaining("increment"), { late: [], shared: [] }],
      ["// @task a", { late: [], shared: [] }],
    ])
  })

  test("are shared in the session by the cell that defines them, whoever comes to read them", () => {
    const cells = [counter, "increment()", "const doubled = count * 2"]
    expect(ofPlainCell(cells, 0)).toEqual([["let count = 0", { late: [], shared: ["count"] }]])
    expect(ofPlainCell(cells, 2)).toEqual([["const doubled = count * 2", { late: ["count"], shared: [] }]])
  })

  test.each([
    [
      "a callback",
      "let count = 0\nconst add = once(() => { count++ })\nfunction once(f: () => void) { return f }",
      "add()",
    ],
    ["a method", "let count = 0\nconst api = { add() { [count] = [1] } }", "api.add()"],
    ["a field of a class", "let count = 0\nclass Item { id = ++count }", "new Item()"],
  ])("are found in %s", (_, definitions, use) => {
    expect(ofTask([definitions, `// @task a\n${use}; console.log(count)`]).at(-1)).toEqual([
      "// @task a",
      { late: ["count"], shared: [] },
    ])
  })

  test("are not those that are assigned while their cell runs", () => {
    const sum = "let sum = 0\nfor (const value of [1, 2]) sum += value\nfunction half() { return sum / 2 }"
    expect(ofTask([sum, "// @task a\nconsole.log(half(), sum)"]).at(-1)).toEqual([
      "// @task a",
      { late: [], shared: [] },
    ])
  })
})

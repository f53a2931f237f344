import { describe, expect, test } from "vitest"
import { LiveCells } from "../../kernel/session/liveCells.ts"

type Sent = string | { id: string; source: string }

/** Cells sent one after the other. */
function sent(...sources: readonly Sent[]): LiveCells {
  const cells = new LiveCells()
  for (const [index, cell] of sources.entries()) {
    const given = typeof cell === "string" ? { source: cell } : cell
    cells.add(cells.read({ ...given, title: `In [${index + 1}]` }))
  }
  return cells
}

function titles(cells: LiveCells): string {
  return cells.cells.map(({ title }) => title.slice(4, -1)).join(" ")
}

describe("which cells still count", () => {
  test.each<[title: string, sources: Sent[], expected: string]>([
    ["nothing", [], ""],
    ["each with names of its own", ["const a = 1", "const b = 2"], "1 2"],
    ["one run again", ["const a = 1", "const b = 2", "const a = 1"], "2 3"],
    ["all names defined anew", ["const a = 1, b = 2", "const a = 3", "const b = 4"], "2 3"],
    ["some names defined anew", ["const a = 1, b = 2", "const a = 3"], "1 2"],
    ["a cell without names", ["console.log(1)", "const a = 1", "a"], "2"],
    ["a type", ["interface Trip { id: number }", "type Trip = { id: string }"], "2"],
    ["an import of a type", ["import type { A } from './a.ts'", "import { type B, c } from './b.ts'"], "1 2"],
    [
      "an edited cell that the front end names",
      [
        { id: "x", source: "const a = 1" },
        { id: "x", source: "const b = 1" },
      ],
      "2",
    ],
    [
      "cells of other names",
      [
        { id: "x", source: "const a = 1" },
        { id: "y", source: "const b = 1" },
      ],
      "1 2",
    ],
    ["a task run again", ["// @task t\nawait work()", "// @task t\nawait other()"], "2"],
    ["a task under another name", ["// @task t\nconst a = 1", "// @task u\nconst a = 1"], "2"],
    ["tasks without names that others read", ["// @task t\nawait work()", "// @task u\nawait work()"], "1 2"],
    ["a plain cell in a task's place", ["// @task t\nconst a = 1", "const a = 2"], "2"],
    ["parameters defined anew, as papermill does", ["// @parameters\nconst a = 1", "const a = 2"], "1 2"],
    ["parameters written anew", ["// @parameters\nconst a = 1", "// @parameters\nconst b = 1"], "2"],
    ["options of the flow", ["// @flow retries=1", "// @flow retries=2"], "2"],
    ["hooks", ["// @on success\nf()", "// @on failure\nf()", "// @on success\ng()"], "2 3"],
    ["names of hooks", ["const a = 1", "// @on success\nconst a = 2"], "1 2"],
  ])("%s", (_, sources, expected) => {
    expect(titles(sent(...sources))).toBe(expected)
  })
})

describe("the graph", () => {
  test("a name belongs to the newest cell that defines it, and a task keeps its other results", () => {
    const { definers, tasks, problems } = sent(
      "const a = 1, b = 2",
      "// @task both\nconst x = a, y = b",
      "const a = 3",
      "// @task other\nconst y = a",
    ).graph("live")
    expect(problems).toEqual([])
    expect([...definers].map(([name, { title }]) => `${name} ${title}`).toSorted()).toEqual([
      "a In [3]",
      "b In [1]",
      "x In [2]",
      "y In [4]",
    ])
    expect([...tasks.values()].map(({ name, results }) => `${name}: ${results.join()}`)).toEqual([
      "both: x",
      "other: y",
    ])
  })

  test("plain cells that read from each other in a circle don't matter, since their values are there", () => {
    const { order, problems } = sent("const a = 1", "const b = a", "const a = b", "// @task t\nconst c = a").graph(
      "live",
    )
    expect(problems).toEqual([])
    expect([...order.keys()].map(({ label }) => label)).toEqual(["In [2]", "In [3]", "t"])
  })

  test("tasks come after those whose results the functions read that they use", () => {
    const { order, problems } = sent(
      "const n = 1\nfunction half() { return train / 2 }",
      "// @task use\nconst used = half()",
      "// @task read\nconst train = n",
    ).graph("live")
    expect(problems).toEqual([])
    expect([...order.keys()].map(({ label }) => label)).toEqual(["In [1]", "read", "use"])
  })

  test.each<[title: string, sources: string[], changed: string[], reassigned: string[]]>([
    ["a counter", ["let n = 0", "n += 1"], ["n"], ["n"]],
    ["a part", ["const list = [1]", "list[0] = 2"], ["list"], []],
    ["a method", ["const list = [1]", "list.push(2)"], ["list"], []],
    ["a constant, which fails", ["const n = 0", "n = 1"], ["n"], []],
    ["a variable that was a constant", ["const n = 0", "let n = 1", "n = 2"], ["n"], ["n"]],
    ["a constant that was a variable", ["let n = 0", "const n = 1", "n = 2"], ["n"], []],
    ["by its own cell", ["let n = 0\nn += 1"], [], []],
    ["by way of a text that reads it", ["let n = 0", "const m = n + 1", "n += 1"], ["n", "m"], ["n"]],
    ["by a definition that its text hasn't seen", ["const n = 0", "const m = n + 1", "const n = 1"], ["m"], []],
    ["not by one that it has seen", ["const n = 1", "const m = n + 1"], [], []],
    ["defined anew since", ["let n = 0", "n += 1", "let n = 0"], [], []],
    ["by a cell that is gone", ["let n = 0", "n += 1\nconst m = n", "const m = 1"], ["n"], ["n"]],
  ])("knows which names other cells changed: %s", (_, sources, changed, reassigned) => {
    const cells = sent(...sources)
    expect([...cells.graph("live").changed]).toEqual(changed)
    expect([...cells.reassigned.keys()]).toEqual(reassigned)
  })
})

test("sources leave out definitions that don't count any more, at their places", () => {
  const cells = sent("const a = 1\nconst b = 2", "interface T {}", "const a = '3'", "console.log(a)")
  expect(cells.sources()).toEqual(["           \nconst b = 2", "interface T {}", "const a = '3'"])
})

test("a line of the graph tells the cell and its own line", () => {
  const cells = sent("const a = 1\nconst b = 2", "\nconst c = 3")
  const [, second] = cells.cells
  expect(cells.describe({ line: (second?.line ?? 0) + 1, column: 7, message: "no" })).toBe("In [2]:2:7: no")
  expect(cells.describe({ line: 99, column: 7, message: "no" })).toBe("no")
})

import { describe, expect, test } from "vitest"
import {
  chosenParameters,
  codeOfCells,
  outlineOf,
  staleInSession,
  staleReasons,
  type StaleReason,
} from "../../../extension/flow/staleness.ts"
import type { KnownTaskRun } from "../../../extension/flow/taskRuns.ts"
import { buildGraph } from "../../../kernel/flow/buildGraph.ts"
import type { FlowGraph } from "../../../kernel/flow/graph.ts"
import { emptyRunView } from "../../../kernel/flow/runView.ts"
import { documentOf } from "../../support/documentCells.ts"

const cells = [
  "// @parameters\nconst path = 'a.csv'",
  "function clean(rows) { return rows }",
  "// @task read\nconst rows = [path]",
  "// @task features\nconst x = clean(rows)",
  "// @task train\nconst model = x",
  "// @task other\nconst y = 1",
]

function graphOf(sources: readonly string[]): FlowGraph {
  return buildGraph("notebook", documentOf(...sources))
}

/** The runs of all tasks, at the second 1, 2 and so on, as the cells are given. */
function runsOf(graph: FlowGraph, more: Partial<Record<string, Partial<KnownTaskRun>>> = {}) {
  const { code } = outlineOf(graph)
  const flow = { ...emptyRunView(), parameters: { path: "a.csv" } }
  const known = [...graph.tasks.keys()].map((task, index): readonly [string, KnownTaskRun] => [
    task,
    {
      run: { task, state: "completed", attempt: 1, endedAt: index + 1, displays: 0, artifacts: 0 },
      code: code.get(task),
      cells: codeOfCells(graph),
      flow,
      ...more[task],
    },
  ])
  return new Map(known)
}

function textsOf(reasons: ReadonlyMap<string, StaleReason>) {
  return Object.fromEntries([...reasons].map(([name, { text }]) => [name, text]))
}

function reasonsAfter(change: (sources: string[]) => void, more?: Parameters<typeof runsOf>[1]) {
  const runs = runsOf(graphOf(cells), more)
  const edited = [...cells]
  change(edited)
  return textsOf(staleReasons(outlineOf(graphOf(edited)), (task) => runs.get(task)))
}

describe("what is stale, and since what", () => {
  test("nothing after a run, nor after a comment, nor when an edit is undone", () => {
    expect(reasonsAfter(() => undefined)).toEqual({})
    expect(reasonsAfter((edited) => (edited[2] = "// @task read retries=3\n// now\nconst  rows = [path]"))).toEqual({})
  })

  test.each<[what: string, cell: number, source: string, reasons: Record<string, string>]>([
    [
      "a task's own code",
      3,
      "// @task features\nconst x = clean(rows).length",
      { features: "its code changed", train: "it reads features, which is stale" },
    ],
    [
      "a function of a plain cell",
      1,
      "function clean(rows) { return rows.slice(1) }",
      { features: "cell 2 changed", train: "cell 2 changed" },
    ],
    [
      "a parameter",
      0,
      "// @parameters\nconst path = 'b.csv'",
      { read: "the parameters changed", features: "the parameters changed", train: "the parameters changed" },
    ],
  ])("%s", (_what, cell, source, reasons) => {
    expect(reasonsAfter((edited) => (edited[cell] = source))).toEqual(reasons)
  })

  test("of earlier runs it isn't known which cell changed", () => {
    const earlier = { cells: undefined }
    expect(
      reasonsAfter((edited) => (edited[2] = "// @task read\nconst rows = []"), { read: earlier, features: earlier }),
    ).toEqual({
      read: "code that it depends on changed",
      features: "it reads read, which is stale",
      train: "it reads features, which is stale",
    })
  })

  test("the cell that is the cause is named, if it is another", () => {
    const graph = graphOf(cells)
    const runs = runsOf(graph)
    const edited = outlineOf(
      graphOf(cells.with(1, "function clean(rows) { return 1 }").with(2, "// @task read\nconst rows = [path, path]")),
    )
    const ids = edited.graph.cells.map(({ id }) => id)
    const reasons = staleReasons(edited, (task) => runs.get(task))
    expect(["read", "features", "train"].map((task) => reasons.get(task)?.cause)).toEqual([undefined, ids[1], ids[1]])
  })

  test("not a run whose parameters were chosen, which are told instead", () => {
    const flow = { ...emptyRunView(), parameters: { path: "march.csv" } }
    expect(reasonsAfter(() => undefined, { train: { flow } })).toEqual({})
    const outline = outlineOf(graphOf(cells))
    const chosen = (name: string, parameters: Record<string, unknown>) => {
      const task = outline.graph.tasks.get(name)
      const known = runsOf(outline.graph, { [name]: { flow: { ...emptyRunView(), parameters } } }).get(name)
      return task && known && chosenParameters(outline, task, known)
    }
    expect(chosen("train", { path: "march.csv" })).toEqual(["path=march.csv"])
    expect(chosen("train", { path: "/data/somewhere/far/away/march.csv" })).toEqual(["path=…here/far/away/march.csv"])
    expect(chosen("train", { path: "a.csv" })).toEqual([])
    const edited = outlineOf(graphOf(cells.with(0, "// @parameters\nconst path = 'b.csv'")))
    const train = edited.graph.tasks.get("train")
    const known = runsOf(outline.graph).get("train")
    expect(train && known && chosenParameters(edited, train, known)).toEqual([])
    // It doesn't read parameters.
    expect(chosen("other", { path: "march.csv" })).toEqual([])
  })

  test("what reads a task that ran again", () => {
    const run = { task: "read", state: "completed" as const, attempt: 1, endedAt: 9, displays: 0, artifacts: 0 }
    expect(reasonsAfter(() => undefined, { read: { run } })).toEqual({
      features: "read ran again since",
      train: "it reads features, which is stale",
    })
    expect(reasonsAfter(() => undefined, { read: { run: { ...run, state: "cached" } } })).toEqual({})
  })

  test("a cell in the session, by its own code and that of the cells behind it", () => {
    const sources = ["const a = 1", "// @task t\nconst b = a", "const c = b", "const d = 1"]
    const then = codeOfCells(graphOf(sources))
    const after = (place: number, source: string) => {
      const graph = graphOf(sources.with(place, source))
      const reasons = staleInSession(graph, () => then)
      return graph.cells.map(({ id = "" }) => reasons.get(id)?.text)
    }
    expect(after(3, "const d = 1 // one")).toEqual([undefined, undefined, undefined, undefined])
    expect(after(0, "const a = 2")).toEqual(["its code changed", "cell 1 changed", "cell 1 changed", undefined])
    expect(after(1, "// @task t\nconst b = a + 1")[2]).toBe("the task 't' in cell 2 changed")
    expect(after(3, "const d = 2")[3]).toBe("its code changed")
  })
})

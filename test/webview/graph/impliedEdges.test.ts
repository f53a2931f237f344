import { expect, test } from "vitest"
import { impliedEdges } from "../../../webview/graph/impliedEdges.ts"
import { shapeOfNotebook, shapeOfRun } from "../../../webview/model/graphShape.ts"
import { notebookMessage } from "../panelPage.ts"

const task = (name: string, ...dependsOn: string[]) => ({ name, dependsOn, tags: [], line: 1 })

test.each<[tasks: ReturnType<typeof task>[], implied: readonly string[]]>([
  [[task("a"), task("b", "a"), task("c", "b")], []],
  [[task("a"), task("b", "a"), task("c", "a", "b")], ["task:a → task:c"]],
  [[task("a"), task("b", "a"), task("c", "a"), task("d", "b", "c")], []],
  [
    [task("a"), task("b", "a"), task("c", "b"), task("d", "c", "a", "b")],
    ["task:a → task:d", "task:b → task:d"],
  ],
])("longer ways make up for arrows: case %#", (tasks, implied) => {
  expect([...impliedEdges(shapeOfRun(tasks))]).toEqual(implied)
})

test("arrows of parameters and hooks say little about the order", () => {
  const sources = [
    "// @parameters\nconst n = 1",
    "// @task a\nconst x = n",
    "// @task b\nconst y = x",
    "// @on success\nx",
  ]
  const notebook = notebookMessage(
    "flow.tsnb",
    sources.map((source, index) => ({ id: `c${index}`, source, line: index * 10 + 1 })),
  )
  expect([...impliedEdges(shapeOfNotebook(notebook, true))].toSorted()).toEqual([
    "cell:c0 → task:a",
    "task:a → cell:c3",
  ])
})

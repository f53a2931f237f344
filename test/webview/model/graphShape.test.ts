import { expect, test } from "vitest"
import {
  inOrder,
  neighbourhood,
  shapeOfNotebook,
  shapeOfRun,
  tagsOf,
  type Shape,
} from "../../../webview/model/graphShape.ts"
import { groupLayers, groupTags } from "../../../webview/graph/groups.ts"
import { notebookMessage } from "../panelPage.ts"

const notebook = notebookMessage(
  "flow.tsnb",
  [
    "// @parameters\nconst months = ['jan']",
    "const unused = 1",
    "function total(list: number[]) { return list.length + base }",
    "const base = 2",
    "// @flow nightly",
    `// @task load for="month of months" tags=["read"]\nconst rows = month.length`,
    `// @task side tags=["read"]\nconst more = 1`,
    "const halves = rows.map((row) => row / 2)",
    "// @task sum after=side retries=2\nconst all = total(halves)",
    "// @on failure\nconsole.log(all)",
  ].map((source, index) => ({ id: `c${index}`, source, line: index * 10 + 1 })),
)

/** Two tasks, two after one of these each, and one after three of them. */
const layers = [["a"], ["b"], ["c", "a"], ["d", "b"], ["end", "c", "d", "a"]].map(
  ([name = "", ...dependsOn], line) => ({ name, dependsOn, tags: [], line }),
)

function shown({ nodes, edges }: Shape): readonly string[] {
  return [
    ...nodes.map(({ id }) => id),
    ...edges.map(({ id, names }) => (names.length > 0 ? `${id}: ${names.join()}` : id)),
  ]
}

test.each<[what: string, shape: Shape, expected: readonly string[]]>([
  [
    "tasks, joined also through plain cells",
    shapeOfNotebook(notebook, false),
    ["task:load", "task:side", "task:sum", "task:side → task:sum", "task:load → task:sum"],
  ],
  [
    "with parameters, hooks, and the plain cells that are joined with something",
    shapeOfNotebook(notebook, true),
    [
      "cell:c0",
      "cell:c2",
      "cell:c3",
      "task:load",
      "task:side",
      "cell:c7",
      "task:sum",
      "cell:c9",
      "cell:c3 → cell:c2: base",
      "cell:c0 → task:load: months",
      "task:load → cell:c7: rows",
      "cell:c2 → task:sum: total",
      "cell:c7 → task:sum: halves",
      "task:side → task:sum",
      "task:sum → cell:c9: all",
    ],
  ],
  [
    "one box for the tasks of a tag",
    groupTags(shapeOfNotebook(notebook, false), ["read", "gone"]),
    ["task:sum", "tag:read", "tag:read → task:sum"],
  ],
  [
    "one box for each layer of several tasks",
    groupLayers(shapeOfRun(layers), []),
    ["task:end", "layer:0", "layer:1", "layer:0 → layer:1", "layer:1 → task:end", "layer:0 → task:end"],
  ],
  [
    "the tasks of a layer that is open",
    groupLayers(shapeOfRun(layers), [1]),
    [
      "task:c",
      "task:d",
      "task:end",
      "layer:0",
      "layer:0 → task:c",
      "layer:0 → task:d",
      "task:c → task:end",
      "task:d → task:end",
      "layer:0 → task:end",
    ],
  ],
  [
    "a run as it was then",
    shapeOfRun([
      { name: "a", dependsOn: [], tags: [], line: 1 },
      { name: "b", dependsOn: ["a", "left out"], tags: [], line: 5 },
    ]),
    ["task:a", "task:b", "task:a → task:b"],
  ],
])("%s", (_, shape, expected) => {
  expect(shown(shape)).toEqual(expected)
})

test("a box knows what it runs as", () => {
  const { nodes } = shapeOfNotebook(notebook, false)
  expect(nodes.map(({ label, kind, isMapped, attempts }) => [label, kind, isMapped, attempts])).toEqual([
    ["load", "task", true, 1],
    ["side", "task", false, 1],
    ["sum", "task", false, 3],
  ])
  expect(tagsOf({ nodes, edges: [] })).toEqual(["read"])
})

test("what a box needs, and what needs it", () => {
  const shape = shapeOfNotebook(notebook, false)
  expect([...neighbourhood(shape, "task:load")].toSorted()).toEqual(["task:load", "task:sum"])
})

test("the order leads along the arrows, and leaves nothing out, circles neither", () => {
  const around: Shape = {
    nodes: ["c", "b", "a", "x", "y"].map((id) => Object.assign({ id }, bare)),
    edges: [
      ["a", "b"],
      ["b", "c"],
      ["x", "y"],
      ["y", "x"],
    ].map(([from = "", to = ""]) => ({ id: `${from}${to}`, from, to, names: [] })),
  }
  expect(inOrder(around).map(({ id }) => id)).toEqual(["a", "b", "c", "x", "y"])
})

const bare = { kind: "task", label: "", tasks: [], tags: [], isMapped: false, attempts: 1, defines: [] } as const

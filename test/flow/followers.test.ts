import { expect, test } from "vitest"
import { dependenciesOf } from "../../kernel/flow/dependencies.ts"
import { followersOf } from "../../kernel/flow/followers.ts"
import { buildGraph } from "../../kernel/flow/buildGraph.ts"

const task = (name: string, ...reads: readonly string[]): string =>
  `// @task ${name}\nconst ${name}Value = [${reads.map((other) => `${other}Value`).join(", ")}]`

test.each<[title: string, cells: readonly string[], targets: readonly string[], expected: object]>([
  ["a chain", [task("a"), task("b", "a"), task("c", "b")], ["a", "b", "c"], { a: "b", b: "c" }],
  ["a fan", [task("a"), task("b", "a"), task("c", "a"), task("d", "b", "c")], ["a", "b", "c", "d"], { a: "b", c: "d" }],
  ["cells in another order", [task("c", "b", "a"), task("a"), task("b", "a")], ["a", "b", "c"], { a: "b", b: "c" }],
  ["tasks that don't run", [task("a"), task("b", "a"), task("c", "a")], ["a", "c"], { a: "c" }],
])("what most likely runs next: %s", (_, cells, targets, expected) => {
  const graph = buildGraph(
    "flow",
    cells.map((source, index) => ({ line: index * 10 + 1, source })),
  )
  const followers = followersOf(graph, dependenciesOf(graph), new Set(targets))
  expect(Object.fromEntries([...followers].map(([name, follower]) => [name, follower.name]))).toEqual(expected)
})

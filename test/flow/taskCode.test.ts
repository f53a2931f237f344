import { expect, test } from "vitest"
import { buildGraph } from "../../kernel/flow/buildGraph.ts"
import { taskCode } from "../../kernel/flow/taskCode.ts"
import { TestNotebook } from "../support/flow.ts"

const cells = [
  "// @parameters\nconst factor = 2",
  "const scale = (value: number) => value * factor",
  "// @task first\nconst a = scale(1)",
  "// @task second\nconst b = a + 1",
  "// @task other\nconst c = 1",
]

function codeOf(sources: readonly string[]): ReadonlyMap<string, string> {
  return taskCode(
    buildGraph(
      "test",
      sources.map((source, index) => ({ source, line: index + 1 })),
    ),
  )
}

function staleAfter(cell: number, source: string): readonly string[] {
  const [before, after] = [codeOf(cells), codeOf(cells.with(cell, source))]
  return [...before.keys()].filter((name) => before.get(name) !== after.get(name))
}

test.each<[what: string, cell: number, source: string, stale: readonly string[]]>([
  ["a comment", 2, "// @task first\nconst a = /* one */ scale(1)", []],
  ["formatting and types", 2, "// @task first\nconst a: number =\n  scale( 1 )", []],
  ["an option that has no part in the result", 2, "// @task first retries=3\nconst a = scale(1)", []],
  ["a task's code", 2, "// @task first\nconst a = scale(2)", ["first", "second"]],
  ["a version", 3, "// @task second version=2\nconst b = a + 1", ["second"]],
  ["a condition", 4, '// @task other when="true"\nconst c = 1', ["other"]],
  ["a plain cell", 1, "const scale = (value: number) => value + factor", ["first", "second"]],
  ["a parameter's default, behind a plain cell", 0, "// @parameters\nconst factor = 3", ["first", "second"]],
])("what becomes stale after a change of %s", (_what, cell, source, stale) => {
  expect(staleAfter(cell, source)).toEqual(stale)
})

test("a chain of 20,000 tasks takes linear time", () => {
  const chain = Array.from({ length: 20_000 }, (_, index) => `// @task t${index}\nconst v${index} = v${index - 1}`)
  expect(codeOf(chain).size).toBe(20_000)
})

test("a run records its tasks' code as the text has it, whatever its parameters are", async () => {
  using notebook = new TestNotebook(...cells)
  const recorded = await Promise.all(
    [{}, { parameters: { factor: 5 } }].map(async (request) => {
      const { events } = await notebook.run(request)
      return events.flatMap((event) => (event.type === "flowStarted" ? event.tasks.map(({ code }) => code) : []))
    }),
  )
  expect(recorded[0]?.every((code) => /^[0-9a-f]{16}$/.test(code ?? ""))).toBe(true)
  expect(recorded[1]).toEqual(recorded[0])
})

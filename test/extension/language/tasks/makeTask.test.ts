import { describe, expect, test } from "vitest"
import { graphOfTexts } from "../graphOfTexts.ts"
import { cellOf } from "../../../../extension/language/notebookNames.ts"
import { makeTask } from "../../../../extension/language/tasks/makeTask.ts"
import { parseDirective } from "../../../../kernel/cell/directive/index.ts"

function made(source: string, ...others: readonly string[]): string | undefined {
  const cells = [source, ...others].map((text, index) => ({ id: `${index}`, isCode: true, text }))
  const graph = graphOfTexts(cells)
  const cell = cellOf(graph, "0")
  const insertion = cell && makeTask(graph, cell)
  return insertion && source.slice(0, insertion.offset) + insertion.text + source.slice(insertion.offset)
}

describe("a cell becomes a task", () => {
  test.each<[source: string, task: string | undefined]>([
    ["const a = f()", "// @task a\nconst a = f()"],
    ["const { x, y } = split(a)", "// @task x\nconst { x, y } = split(a)"],
    [
      "import { f } from 'x'\nfunction g() {}\nconst b = f()",
      "// @task b\nimport { f } from 'x'\nfunction g() {}\nconst b = f()",
    ],
    ["function g() {}", "// @task g\nfunction g() {}"],
    ["await fs.writeFile('a', b)", "// @task writeFile\nawait fs.writeFile('a', b)"],
    ["1 + 1", "// @task task\n1 + 1"],
    ["\n\n  const a = 1", "\n\n  // @task a\nconst a = 1"],
    ["// Says why\nconst a = 1", "// @task a\n// Says why\nconst a = 1"],
    ["// retries=3 was too little\nconst a = 1", "// @task a\n// retries=3 was too little\nconst a = 1"],
    ["// retries=3\nconst a = 1", "// @task a\n\n// retries=3\nconst a = 1"],
    ["// @task t\nconst a = 1", undefined],
    ["// @parameters\nconst a = 1", undefined],
    ["// @on success", undefined],
    ["", undefined],
    ["  \n", undefined],
  ])("%j", (source, task) => {
    expect(made(source)).toBe(task)
    expect(parseDirective(task ?? "// @task").problems).toEqual([])
  })
})

test("with a name that no other task has", () => {
  expect(made("const a = 1", "// @task a\n1", "// @task a2\n2")).toBe("// @task a3\nconst a = 1")
})

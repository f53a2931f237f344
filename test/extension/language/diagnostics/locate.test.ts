import { describe, expect, test } from "vitest"
import { problemsByCell, type LocatedProblem } from "../../../../extension/language/diagnostics/locate.ts"
import { graphOfTexts } from "../graphOfTexts.ts"

function problemsOf(...texts: readonly string[]): ReadonlyMap<string, readonly LocatedProblem[]> {
  return problemsByCell(
    graphOfTexts(texts.map((text, index) => ({ id: `${index + 1}`, isCode: text[0] !== "#", text }))),
  )
}

/** The problems as `cell: [what is underlined] message`. */
function shown(...texts: readonly string[]): string[] {
  return [...problemsOf(...texts)].flatMap(([id, problems]) =>
    problems.map(({ line, start, end, message }) => {
      const text = texts[Number(id) - 1]?.split(/\r\n|\r|\n/)[line] ?? ""
      return `${id}: [${text.slice(start, end)}] ${message}`
    }),
  )
}

describe("a problem is on its cell", () => {
  test.each<[title: string, texts: string[], problems: string[]]>([
    ["none", ["const a = 1", "a + 1"], []],
    [
      "of a directive, after Markdown and an empty cell",
      ["# const a", "", "const a = 1\nconst b = 2", "\n// @task t retires=3"],
      ["4: [retires] @task has no option 'retires'. Did you mean 'retries'?"],
    ],
    [
      "between cells, which are named by their numbers",
      ["# text", "const a = 1\r\n", "let b = 1\r\nlet a = 2"],
      ["3: [a] 'a' is defined already by cell 2; one cell defines a name. Rename one of the two"],
    ],
    [
      "of a task",
      ["// @task t\nconst a = 1", "a = 3"],
      [
        "2: [a] 'a' belongs to the task 't' in cell 1; a cell writes only to the names that it defines. Give the new value a name of its own",
      ],
    ],
    [
      "tasks of one name",
      ["// @task t\n1", "// @task t\n2"],
      ["2: [@task] There are two tasks named 't' (the other is in cell 1)"],
    ],
    [
      "a cycle",
      ["const a = b", "const b = a"],
      [
        "1: [const] Cycle: cell 1 → cell 2 → cell 1 (each reads from the next, or comes after it). Move what they share to a cell of its own",
      ],
    ],
    ["of syntax, at the end of the text", ["const a = "], ["1: [] Syntax error: Unexpected token"]],
    ["in the middle of a line", ["const a = )"], ["1: [)] Syntax error: Unexpected token"]],
    ["in text with old line ends", ["const a = 1\rconst b = )"], ["1: [)] Syntax error: Unexpected token"]],
  ])("%s", (_, texts, problems) => expect(shown(...texts)).toEqual(problems))
})

test("a warning stays one", () => {
  const [problem] = problemsOf("// @task retries\n1").get("1") ?? []
  expect(problem).toMatchObject({ severity: "warning", line: 0, start: 9, end: 16 })
})

describe("a fix changes the cell's text", () => {
  test.each<[text: string, fixed: string]>([
    ["// @task t retires=3", "// @task t retries=3"],
    ["const a = 1\n// @task", "const a = 1\n// @task"],
    ["// @taks t", "// @task t"],
    ["// @on succes", "// @on success"],
    ["// @task t retries", "// @task t retries=3"],
    ["// @task timeout", "// @task timeout=10m"],
    ["// @task t timeout=", "// @task t timeout=10m"],
    ["// @task t retries = 3", "// @task t retries=3"],
    ["// @task t retries =3", "// @task t retries=3"],
    ["// @task t timout", "// @task t timeout=10m"],
    ['// @task t\n//   cache=off after=["t2", "otherr"]', '// @task t\n//   cache=off after=["t2", "other"]'],
  ])("%j", (text, fixed) => {
    const problems = problemsOf("// @task other\n1", "// @task t2\n2", text).get("3") ?? []
    const lines = text.split("\n")
    for (const { fix } of problems) {
      if (!fix) continue
      const line = lines[fix.line] ?? ""
      lines[fix.line] = line.slice(0, fix.start) + fix.text + line.slice(fix.end)
    }
    expect(lines.join("\n")).toBe(fixed)
  })
})

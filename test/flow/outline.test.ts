import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import * as fc from "fast-check"
import { outlineFlow } from "../../kernel/session/outline.ts"
import { TestNotebook } from "../support/flow.ts"

const taxi = readFileSync(new URL("../../examples/taxi.tsnb", import.meta.url), "utf8")

const line = fc.constantFrom(
  "// %%",
  "// %% [markdown]",
  '// %% id="x"',
  "// @task a",
  '// @task a after=b when="x"',
  '// @task b for="m of x"',
  "// @flow",
  "// @parameters",
  "// @on success",
  "const x = y",
  "const y = x",
  "x = 1",
  "import { z } from './z.ts'",
  "export default x",
  "class A extends B {",
  "}",
  "`${",
  "<T>(x) =>",
  "#!x",
  "\uFEFF",
  "",
)

test("any file can be outlined", async () => {
  using notebook = new TestNotebook()
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.array(line, { maxLength: 30 }).map((lines) => lines.join("\n")),
        fc.array(line, { maxLength: 30 }).map((lines) => lines.join("\r\n")),
        fc.string({ unit: "binary", maxLength: 200 }),
        fc.nat(taxi.length).map((length) => taxi.slice(0, length)),
        fc
          .tuple(fc.nat(taxi.length), fc.nat(200))
          .map(([start, length]) => taxi.slice(0, start) + taxi.slice(start + length)),
      ),
      async (text) => {
        const { problems } = await outlineFlow({ notebook: notebook.write("any.tsnb", text) })
        const lines = text.split(/\r\n|\r|\n/).length
        for (const problem of problems) {
          expect(problem.line).toBeGreaterThan(0)
          expect(problem.line).toBeLessThanOrEqual(lines)
          expect(problem.column).toBeGreaterThan(0)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test("problems have the file's own lines, also with Windows line ends", async () => {
  using notebook = new TestNotebook()
  const text = "// %%\nconst a = `x\ny`\n\n// %%\n// @task t retires=1\nconst b = ;\n"
  for (const written of [text, text.replaceAll("\n", "\r\n")]) {
    const { problems } = await outlineFlow({ notebook: notebook.write("broken.tsnb", written) })
    expect(problems.map(({ line: at, column }) => [at, column])).toEqual([
      [6, 12],
      [7, 11],
    ])
  }
})

import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { needs } from "../support/available.ts"
import { makeJupyter, python } from "./jupyter.ts"

/** Every attribute that jupyter_kernel_test has: the script says so when one is missing. */
const attributes = {
  kernel_name: "tsnb",
  language_name: "typescript",
  file_extension: ".ts",
  code_hello_world: 'console.log("hello, world")',
  code_stderr: 'console.error("to standard error")',
  completion_samples: [
    { text: "console.lo", matches: ["log"] },
    { text: "Number.MAX_S", matches: ["MAX_SAFE_INTEGER"] },
    { text: "structuredCl", matches: ["structuredClone"] },
  ],
  complete_code_samples: ["1", "const f = (n: number) => n", "for (const n of [1]) {\n  console.log(n)\n}", ""],
  incomplete_code_samples: ["function f() {", "const text = `a", "f(1,", "class C {\n  m() {", "/* begun"],
  invalid_code_samples: ["const = 7", "1 +* 2", "f(]", "return }"],
  code_page_something: 'import { page } from "tsnb"; page("long text")',
  code_generate_error: 'throw new TypeError("on purpose")',
  code_execute_result: [
    { code: "1+2+3", result: "6" },
    { code: "[1, 2].map((n) => n * n)", result: "[ 1, 4 ]" },
    { code: 'import { html } from "tsnb"; html`<b>bold</b>`', mime: "text/html", result: "<b>bold</b>" },
  ],
  code_display_data: [
    { code: 'import { display, html } from "tsnb"; display(html`<b>shown</b>`)', mime: "text/html" },
    { code: 'import { display, svg } from "tsnb"; display(svg`<svg></svg>`)', mime: "image/svg+xml" },
  ],
  code_history_pattern: "1?2*",
  supported_history_operations: ["tail", "range", "search"],
  code_inspect_sample: "structuredClone",
  code_clear_output: 'import { clearOutput } from "tsnb"; clearOutput()',
  support_iopub_welcome: true,
}

const names = [
  "test_clear_output",
  "test_completion",
  "test_display_data",
  "test_error",
  "test_execute_result",
  "test_execute_stderr",
  "test_execute_stdout",
  "test_history",
  "test_inspect",
  "test_is_complete",
  "test_kernel_info",
  "test_pager",
  "test_recv_iopub_welcome_msg",
]

describe("jupyter_kernel_test", () => {
  needs(python)
  /** What was wrong in each test, skipping included. */
  let problems: ReadonlyMap<string, readonly string[]>

  beforeAll(async () => {
    if (!python.value) return
    await using jupyter = await makeJupyter(python.value)
    const script = join(import.meta.dirname, "kernel_tests.py")
    const { code, output, errors } = await jupyter.run("python", script, JSON.stringify(attributes))
    if (code !== 0) throw new Error(errors)
    problems = new Map(output.split("\n").filter(Boolean).map(readLine))
  }, 180_000)

  test.each(names)("%s", (name) => {
    expect(problems.get(name)).toEqual([])
  })

  test("has these tests and attributes, and no others", () => {
    expect(Object.fromEntries(problems)).toEqual(Object.fromEntries(names.map((name) => [name, expect.anything()])))
  })
})

function readLine(line: string): [name: string, problems: readonly string[]] {
  // As the script prints it.
  const { name, problems } = JSON.parse(line) as { name: string; problems: string[] }
  return [name, problems]
}

import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { describe, expect, test } from "vitest"
import { isGlobalName } from "../../kernel/cell/globalNames.ts"
import { buildGraph } from "../../kernel/flow/buildGraph.ts"
import { formatPlace, type Problem } from "../../kernel/cell/problem.ts"

/** The problems of cells that begin in lines 10, 20, 30 and so on. */
function problemsOf(...sources: string[]): readonly Problem[] {
  return buildGraph(
    "flow",
    sources.map((source, index) => ({ line: (index + 1) * 10, source })),
  ).problems
}

describe("a name that nothing defines is told of at each of its uses", () => {
  test.each<[title: string, sources: string[], expected: string[]]>([
    ["in code", ["const a = missing"], [":10:11 Nothing defines 'missing'. Define it in a cell, or import it"]],
    ["in a function", ["const f = () => missing()"], [":10:17 Nothing defines 'missing'"]],
    ["twice", ["missing()\nmissing()"], [":10:1 Nothing", ":11:1 Nothing"]],
    ["a slip of the pen", ["const rows = []", "rowz.length"], [":20:1 Nothing defines 'rowz'. Did you mean 'rows'?"]],
    ["a component", ["const page = <Chart />"], [":10:15 Nothing defines 'Chart'"]],
    ["in a directive", ['// @task t when="ready"\nconst a = 1'], [":10:17 Nothing defines 'ready'"]],
    [
      "a browser's",
      ["window.alert('hello')"],
      [":10:1 Nothing defines 'window'. It exists only in browsers, and cells run on Node"],
    ],
    [
      "Deno's",
      ["await Deno.readTextFile('a')"],
      [":10:7 Nothing defines 'Deno'. It exists only in Deno, and cells run on Node"],
    ],
    ["tslab's", ["tslab.newDisplay()"], [":10:1 Nothing defines 'tslab'. It exists only in tslab's kernel"]],
    ["in a hook", ["// @on success\nconsole.log(run.state, missing)"], [":11:24 Nothing defines 'missing'"]],
    ["a type used as a value", ["interface Row { a: 1 }", "const b = Row"], [":20:11 Nothing defines 'Row'"]],
  ])("%s", (_, sources, expected) => {
    const problems = problemsOf(...sources)
    expect(problems).toHaveLength(expected.length)
    for (const [index, problem] of problems.entries()) {
      expect(problem.severity).toBe("warning")
      expect(`${formatPlace("", problem)} ${problem.message}`).toContain(expected[index])
    }
  })

  test("with the nearest name as a fix", () => {
    const [problem] = problemsOf("const rows = []", "\nrowz.length")
    expect(problem?.fix).toEqual({ line: 21, column: 1, length: 4, text: "rows" })
  })
})

test.each<[title: string, ...sources: string[]]>([
  ["names of other cells, in any order", "b.length", "const b = ''"],
  ["names of an import", "import { readFile as read } from 'node:fs/promises'", "await read('x')"],
  ["JavaScript's and Node's own", "new Map(Object.entries(process.env)); fetch(new URL('x:')); undefined"],
  ["tsnb's own", "display(html('<b>')); log.info('x'); await flow.run()"],
  ["CommonJS's", "require(__dirname)"],
  ["what is asked for first", "if (typeof window !== 'undefined') window.close()"],
  ["what is declared", "declare const injected: string", "injected.length"],
  ["what is declared globally", "declare global { var shared: number; function also(): void }\nshared + also()"],
  ["what is put on globalThis", "globalThis.answer = 42", "answer + 1"],
  ["types", "interface Row { a: 1 }\nconst row = {} as Row", "const other: Row | Missing = row"],
  ["types of values", "const other: typeof missing = 1"],
  ["a loop's variable", "const months = [1]", '// @task t for="month of months"\nconst a = month'],
  ["what is closed at the cell's end", "using file = { [Symbol.dispose]() {} }\nfile.toString()"],
  ["names of functions' own", "function f(a, { b }) { return a + b + arguments.length }\nfor (const c of []) c"],
  ["labels and properties", "outer: for (;;) { break outer }\n({ free: 1 }).free"],
  ["what a hook gets", "// @on failure\nconsole.log(run.error)"],
  ["enums and namespaces", "enum Colour { Red }\nnamespace N { export const a = 1 }", "Colour.Red + N.a"],
  ["object methods that are there everywhere", "toString()"],
  ["JSX elements", "const page = <div class='a'>text</div>"],
  ["what a cell that can't be parsed may define", "const rows = [", "rows.length"],
])("nothing is missing among %s", (_, ...sources) => {
  expect(problemsOf(...sources).filter(({ message }) => message.startsWith("Nothing defines"))).toEqual([])
})

describe("a name that only a hook defines", () => {
  test.each(["// @task t\nconst a = told", "const a = () => told"])("is an error elsewhere: %s", (source) => {
    const [problem, ...others] = problemsOf("// @on success\nconst told = true", source)
    expect(others).toEqual([])
    expect(problem?.message).toBe(
      "'told' is defined by the hook in line 10 alone, which runs when the tasks have ended. Move it to a cell without '@on'",
    )
    expect(problem?.severity).toBeUndefined()
    expect(problem?.line).toBe(source.startsWith("//") ? 21 : 20)
  })

  test("isn't missing in the hook itself, nor where a plain cell defines it too", () => {
    expect(problemsOf("// @on success\nconst told = true\nconsole.log(told)")).toEqual([])
    expect(problemsOf("// @on success\nconst told = true", "const told = 1", "told + 1")).toEqual([])
  })
})

test("cells that come one by one may read what the session knows", () => {
  expect(buildGraph("flow", [{ line: 1, source: "missing + 1" }], { newestWins: true }).problems).toEqual([])
})

test("all globals of this Node are known", async () => {
  const program = "console.log(JSON.stringify(Object.getOwnPropertyNames(globalThis)))"
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program])
  const names = JSON.parse(stdout) as string[]
  expect(names.filter((name) => !isGlobalName(name) && !/^__|^[a-z]/.test(name))).toEqual([])
  for (const name of ["window", "document", "alert", "location"]) expect(isGlobalName(name)).toBe(false)
})

import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { describe, expect, onTestFinished, test } from "vitest"
import { flowOf } from "../../../kernel/convert/run/onCells.ts"
import { toScript } from "../../../kernel/convert/script/toScript.ts"
import { parseNotebook } from "../../../kernel/notebook/tsnb.ts"
import { NotebookProblemsError } from "../../../kernel/session/api.ts"
import { cells } from "../../cli/fixtures/commandLine.ts"

const run = promisify(execFile)

/** A script of code cells, in a folder of its own. */
function scriptOf(
  sources: readonly string[],
  { files = {}, to = "script.ts" }: { files?: Readonly<Record<string, string>>; to?: string } = {},
): { text: string; notes: readonly string[]; path: string } {
  const folder = mkdtempSync(join(tmpdir(), "tsnb-script-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const notebook = parseNotebook(cells(...sources))
  const path = join(folder, to)
  const places = { from: join(folder, "notebook.tsnb"), to: path }
  const { text, notes } = toScript({ notebook, flow: flowOf("notebook", notebook), ...places })
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return { text, notes: notes.map(({ message }) => message), path }
}

/** What a script prints when Node runs it. */
async function printed(
  sources: readonly string[],
  options?: Parameters<typeof scriptOf>[1],
): Promise<{ output: string; errors: string; code: number }> {
  const { path } = scriptOf(sources, options)
  try {
    const { stdout, stderr } = await run(process.execPath, [path], { cwd: tmpdir() })
    return { output: stdout, errors: stderr, code: 0 }
  } catch (error) {
    if (!(error instanceof Error && "stdout" in error && "stderr" in error && "code" in error)) throw error
    return { output: String(error.stdout), errors: String(error.stderr), code: Number(error.code) }
  }
}

describe("a script does what the notebook does", () => {
  test.each<[what: string, sources: readonly string[], output: string]>([
    [
      "cells in the order in which they need each other",
      ["console.log(b)", "// @task two\nconst b = a + 1", "const a = 1"],
      "2\n",
    ],
    [
      "the same import in several cells",
      [
        'import fs, { sep as separator, type ParsedPath } from "node:path"\nimport { display as show } from "tsnb"',
        'import fs from "node:path"\nimport { display as show } from "tsnb"\nimport type { ParsedPath } from "node:path"\nconst shown = show(fs.basename("/a/b"))',
        'import type { PathLike } from "node:fs"\nimport * as tsnb from "tsnb"\nconst a: PathLike = "a"',
        'import { type PathLike } from "node:fs"\nimport * as tsnb from "tsnb"\nconst b: PathLike | ParsedPath = "b"\ntsnb.display(a + b + separator.length)',
        'import os = require("node:os")\nos.EOL.length',
        'import os = require("os")\nos.EOL.length',
      ],
      "b\nab1\n1\n1\n",
    ],
    ["parameters", ['// @parameters\n/** How */\nconst how = "so"', "// @task say\nconsole.log(how)"], "so\n"],
    [
      "the last value is shown, unless there is none",
      ["const a = [1]\na", "a.push(2), undefined", "// @task t\na.length // many"],
      "[ 1 ]\n2\n",
    ],
    [
      "a task for each element",
      ['// @task t for="n of list"\nconst twice = n * 2', "const list = [1, 2]", "console.log(twice.join())"],
      "2,4\n",
    ],
    [
      "what goes on in the background",
      ["// @task t\nconst timer = background(setInterval(() => {}, 1_000))\nconsole.log(timer.hasRef())"],
      "false\n",
    ],
    ["a list without results", ['// @task t for="n of [1, 2]"\nconsole.log(n)'], "1\n2\n"],
    ["a condition that holds", ['// @task t when="n > 0"\nconst a = n', "const n = 1", "console.log(a)"], "1\n"],
    [
      "a condition that doesn't, and who depends on it",
      [
        '// @task t when="n > 9"\nconsole.log("never")\nconst a = n',
        "const n = 1",
        "// @task u\nconsole.log('never', a)\nconst b = a",
        "console.log(b.never)",
        "console.log('other', n)",
      ],
      "other 1\n",
    ],
    [
      "a condition and a list",
      ['// @task t when="on" for="n of [1]"\nconst a = n', "const on = true", "console.log(a)"],
      "[ 1 ]\n",
    ],
    [
      "order without data goes on after a skipped task",
      ['// @task t when="false"\nconst a = 1', "// @task u after=t\nconsole.log('done')"],
      "done\n",
    ],
    [
      "functions of a cell that is put into a function",
      [
        '// @task t for="n of [1, 2]"\nconst a = twice(n)\nfunction twice(x: number) { return x * 2 }',
        "console.log(a, twice(5))",
      ],
      "[ 2, 4 ] 10\n",
    ],
    [
      "texts keep their lines",
      ['// @task t for="n of [1]"\nconst a = `x\n  ${n}\ny`', "console.log(a[0])"],
      "x\n  1\ny\n",
    ],
    [
      "cells that would run into each other",
      ["const a = [1, 2]", "[a[1]].forEach((x) => console.log(x))", "(() => console.log(a))()"],
      "2\n[ 1, 2 ]\n",
    ],
    [
      "what Node can't strip",
      [
        "enum Colour { Red = 1, Blue }",
        "namespace Space { export const x = 5 }",
        "class Point { constructor(readonly x: number) {} }",
        "console.log(Colour.Blue, Space.x, new Point(3).x, <number>7)",
      ],
      "2 5 3 7\n",
    ],
    [
      "exports",
      [
        "export const a = 1\nexport default a + 1",
        "export { a as b }",
        "export function f() { return a }\nconsole.log(f())",
      ],
      "2\n1\n",
    ],
    [
      "resources that are closed at the cell's end",
      ["using r = { [Symbol.dispose]() { console.log('closed') } }\nconst a = 1", "console.log(a)"],
      "closed\n1\n",
    ],
    [
      "CommonJS",
      ["const { basename } = require('node:path')\nconsole.log(basename(__filename), typeof __dirname)"],
      "script.ts string\n",
    ],
    [
      "imports within tasks",
      ['// @task t for="n of [1]"\nimport { basename } from "node:path"\nconst a = basename("x/y")', "console.log(a)"],
      "[ 'y' ]\n",
    ],
    [
      "names that the script would use itself",
      [
        "const display = 1, eachOf = 2, startedAt = 3",
        '// @task t for="n of [eachOf]"\nconst a = n',
        "display + a[0]",
        "// @on success\nconsole.log(startedAt)",
      ],
      "3\n3\n",
    ],
    [
      "globals whose names the notebook takes for its own",
      [
        "const process = { a: 1 }, Boolean = 2, Promise = 3, console = { log: globalThis.console.log }\nclass Date { n = 4 }",
        '// @task t for="n of [1]" when="process.a === 1"\nconst b = n',
        '// @task u when="b.length > 1"\n"never"',
        "b.length",
        "// @on success\nconsole.log(run.state, new Date().n, b)",
      ],
      "1\ncompleted 4 [ 1 ]\n",
    ],
    [
      "a hook that imports what another cell imports, too",
      [
        'import { join } from "node:path"',
        "// @task t\nconst a = join('a', 'b')",
        "// @on success\nimport { join } from 'node:path'\nimport path, { basename as base } from 'node:path'\nimport type { Stats } from 'node:fs'\nconsole.log(join(a, 'c'), path.sep, base('d/e'))",
        "// @on completed\nimport * as path from 'node:path'\nconsole.log(path.join('f', 'g'))",
      ],
      "a/b/c / e\nf/g\n",
    ],
    [
      "a conditional task's functions work with its values, also for others",
      [
        '// @task t when="true"\nlet count = 1\nfunction next() { return ++count }\nclass Box { n = count }\nconst first = next()',
        "console.log(first, next(), next(), new Box().n)",
      ],
      "2 3 4 4\n",
    ],
    [
      "a list task's functions work with its element",
      [
        '// @task t for="n of [1, 2]"\nfunction twice() { return n * 2 }\nfunction half(x: number) { return x / 2 }\nconst a = twice() + half(2)',
        "console.log(a, typeof twice, half(4))",
      ],
      "[ 3, 5 ] function 2\n",
    ],
    [
      "who uses a function that reads from a skipped task is skipped",
      [
        '// @task t when="false"\nconst a = 1',
        "function read() { return a }\nfunction other() { return 'other' }",
        "// @task u\nconsole.log(read())",
        "// @task v\nconsole.log(other())",
      ],
      "other\n",
    ],
    [
      "a promise as the last value",
      [
        "const later = Promise.resolve([1])\nlater",
        "Promise.resolve(2)",
        "true && Promise.resolve(3)",
        "0, <unknown>Promise.resolve(4)",
        "import('node:path').then(({ basename }) => basename('a/b'))",
      ],
      "[ 1 ]\n2\n3\n4\nb\n",
    ],
  ])("%s", async (_what, sources, output) => {
    expect(await printed(sources)).toMatchObject({ output, code: 0 })
  })

  test("what tsnb has for cells, as far as a script can", async () => {
    const { output, errors, code } = await printed([
      'import { display, markdown as md, log } from "tsnb"\nimport * as tsnb from "tsnb"',
      "display(html`<b>${1}</b>`)\ndisplay(md`# One`)\nlog.warn('careful')\nprogress(1, 2)\ntsnb.display(json({ a: 1 }))",
      "artifact.table([{ a: 1 }], 'Table')\nlatex('x')",
      "try { throw new FatalError('no') } catch (error) { console.log(String(error), error instanceof FatalError) }",
    ])
    expect({ code, errors }).toEqual({ code: 0, errors: "careful\n" })
    expect(output).toMatch(
      /^\(HTML, 8 characters\)\n# One\n\{ a: 1 \}\nTable\n[^]*\(LaTeX, 1 characters\)\nFatalError: no true\n$/,
    )
  })

  test("hooks see how it ended", async () => {
    const hook = "// @on success failure\nconsole.log(run.state, run.error?.message, a, run.parameters.p)"
    const parameters = "// @parameters\nconst p = 5"
    expect((await printed([parameters, "// @task t\nconst a = 1", hook])).output).toBe("completed undefined 1 5\n")
    const failed = await printed([parameters, "// @task t\nconst a = (() => { throw new Error('boom') })()", hook])
    expect(failed).toMatchObject({ output: "failed boom undefined 5\n", code: 1 })
    expect(failed.errors).toContain("Error: boom")
  })

  test("paths and local modules, also from another folder", async () => {
    const files = {
      "helper.ts": "export type Row = { a: number }\nexport const one = 1",
      "data.json": '{ "a": 2 }',
      "text.txt": "text",
    }
    const sources = [
      'import { readFileSync } from "node:fs"\nimport { one, Row } from "./helper"\nimport data from "./data.json"\nimport type { Stats } from "node:fs"',
      'const row: Row = { a: one }\nconst again = await import("./helper.js")',
      "console.log(row, data, again.one, readFileSync('text.txt', 'utf8'))",
    ]
    for (const to of ["script.ts", "deep/er/script.ts"]) {
      expect(await printed(sources, { files, to })).toMatchObject({
        output: "{ a: 1 } { a: 2 } 1 text\n",
        code: 0,
        errors: "",
      })
    }
  })
})

test("modules find their files while they load, wherever the script is and is started", async () => {
  const files = {
    "settings.ts": 'import { readFileSync } from "node:fs"\nexport const text = readFileSync("text.txt", "utf8")',
    "text.txt": "text",
  }
  for (const to of ["script.ts", "deep/it's/script.ts"]) {
    expect(await printed(['import { text } from "./settings.ts"\nconsole.log(text)'], { files, to })).toMatchObject({
      output: "text\n",
      errors: "",
    })
  }
})

test("what a script can't do is said, in it and beside it", () => {
  const { text, notes } = scriptOf([
    '// @flow schedule="0 6 * * *" timeout=1h',
    "// @task a retries=3 retryDelay=2s timeout=1m\nconst x = 1",
    "// @task b retries=1\nawait subflow('./other.tsnb')",
    "// @on cancelled\nconsole.log(1)",
    "// @on success\nconsole.log(run.tasks)",
  ])
  expect(notes).toEqual([
    "retries=, retryDelay= of a, b: a failure ends the script, and nothing is tried again",
    "timeout= of a: nothing is stopped when it takes too long",
    "schedule= of the flow: the script has no schedule",
    "timeout= of the flow: nothing is stopped when it takes too long",
    "`run.tasks` of hooks is empty",
    "@on cancelled: a script never ends so",
    "`subflow()` throws: a script runs no other notebook",
  ])
  for (const note of notes) expect(text).toContain(`// - ${note}`)
})

test("a tsconfig.json that can't be used is in the way only of cells that need it", () => {
  const files = { "tsconfig.json": '{ "extends": "not-there" }' }
  expect(scriptOf(["const a = 1", "a"], { files }).text).toContain("const a = 1")
  expect(() => scriptOf(["const a = <b>1</b>"], { files })).toThrow("it extends 'not-there', which isn't there")
})

test("what keeps Node from running local modules is said", () => {
  const files = {
    "package.json": '{ "type": "commonjs" }',
    "sound.mts": 'import type { Kind } from "./kinds"\nexport declare enum Not { A }\nexport const sound = 1',
    "kinds.mts": "export enum Kind { A }",
    "types.mts": "export enum Other { A }",
    "module.ts": 'import { one } from "./deep"\nexport const two = one',
    "deep.mts": [
      "export enum Kind { A }",
      "class Row { constructor(readonly a: number) {} }",
      "@log class Other {}",
      "namespace Space { export const a = 1 }",
      "export const one = <number>1",
    ].join("\n"),
    "view.tsx": "export const view = <b>1</b>",
    "data.ts": "module.exports = { a: 1 }",
  }
  const { text, notes } = scriptOf(
    [
      'import { sound } from "./sound.mts"\nimport { two } from "./module"\nimport type { Other } from "./types.mts"\nimport data from "./data.ts"',
      'const { view } = await import("./view")\nconsole.log(sound, two, view, data)',
    ],
    { files, to: "script.mts" },
  )
  expect(notes).toEqual([
    'module.ts is CommonJS for Node, as package.json says "type": "commonjs": rename it to module.mts',
    'module.ts imports "./deep", and Node wants the file\'s path: "./deep.mts"',
    "view.tsx is JSX, which Node doesn't run",
    "deep.mts has an enum, a parameter property, a decorator, a namespace and a type assertion in `<>`, and Node only takes types away",
  ])
  for (const note of notes) expect(text).toContain(`// - ${note}`)
})

test("Observable Plot draws where linkedom is installed, and the script says that it needs it", async () => {
  const { path, text, notes } = scriptOf(
    [
      'import * as Plot from "@observablehq/plot"\nimport { dots } from "./chart.ts"',
      "const values = [1, 2, 3]\nconst x = (value: number) => value",
      "// @task plot\ndisplay(Plot.plot({ marks: [Plot.dot(values, { x, y: x })] }))\ndisplay(dots(values))",
    ],
    {
      files: {
        "chart.ts":
          'import { dot, plot } from "@observablehq/plot"\nconst x = (value: number) => value\nexport const dots = (values: number[]) => plot({ color: { legend: true }, marks: [dot(values, { x, fill: x })] })',
      },
    },
  )
  const limit = "`document` and Observable Plot need the package linkedom: npm install linkedom"
  expect(notes).toEqual([limit])
  expect(text).toContain(`// - ${limit}`)
  symlinkSync(join(import.meta.dirname, "../../../node_modules"), join(dirname(path), "node_modules"), "junction")
  const { stdout } = await run(process.execPath, [path])
  expect(stdout).toMatch(/^\(SVG image, \d+ characters\)\n\(HTML, \d+ characters\)\n$/)
})

test("secrets aren't given to hooks, and the script says that it doesn't mask them", async () => {
  const sources = [
    "// @parameters\nconst year = 2024\n/** @secret */\nconst token = process.env.TSNB_TEST_TOKEN ?? 'none'",
    "// @on success\nconsole.log(run.parameters)",
  ]
  expect((await printed(sources)).output).toBe("{ year: 2024 }\n")
  const limit = "@secret of token: the value isn't masked in what the script prints"
  expect(scriptOf(sources).notes).toEqual([limit])
})

test("titles of cells stand above them", () => {
  const notebook = parseNotebook("// %% First steps\nconst a = 1\n\n// %% Why [markdown]\n// text\n\n// %% Last\na\n")
  const { text } = toScript({ notebook, flow: flowOf("n", notebook), from: "/a/n.tsnb", to: "/a/n.mts" })
  expect(text).toMatch(/\n\/\/ First steps\n\nconst a = 1\n\n\/\/ Why\n\n\/\/ text\n\n\/\/ Last\n\ndisplay\(await a\)/)
  expect(text).toContain("node n.mts")
})

test("directives, Markdown and other comments stay", () => {
  const folder = tmpdir()
  const notebook = parseNotebook(
    "// %% [markdown]\n// # One\n//\n// two\n\n// %%\n// @task a\n// why\nconst x = 1 // how\n\n// %% [markdown]\n// end\n",
  )
  const { text } = toScript({
    notebook,
    flow: flowOf("n", notebook),
    from: join(folder, "n.tsnb"),
    to: join(folder, "n.ts"),
  })
  expect(text).toContain("\n\n// # One\n//\n// two\n\n// @task a\n// why\nconst x = 1 // how\n\n// end\n")
})

test("a notebook with problems gives no script", () => {
  expect(() => scriptOf(["const a = b", "const b = a"])).toThrow(NotebookProblemsError)
})

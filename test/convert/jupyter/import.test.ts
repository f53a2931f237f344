import { describe, expect, test } from "vitest"
import { fromJupyter } from "../../../kernel/convert/jupyter/fromJupyter.ts"
import { formatNote } from "../../../kernel/convert/note.ts"
import { JupyterNotebookError } from "../../../kernel/notebook/ipynb.ts"
import { printNotebook } from "../../../kernel/notebook/tsnb.ts"

interface JupyterCell {
  cell_type: string
  source: string
  [key: string]: unknown
}

function code(source: string, rest: object = {}): JupyterCell {
  return { cell_type: "code", execution_count: 1, metadata: {}, outputs: [], source, ...rest }
}

function markdown(source: string, rest: object = {}): JupyterCell {
  return { cell_type: "markdown", metadata: {}, source, ...rest }
}

function imported(cells: readonly JupyterCell[], metadata: object = {}): { text: string; notes: readonly string[] } {
  const { notebook, notes } = fromJupyter(JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 4 }))
  return { text: printNotebook(notebook), notes: notes.map(formatNote) }
}

/** The text and the notes of a notebook of one cell. */
function one(source: string): readonly [text: string, ...notes: string[]] {
  const { text, notes } = imported([code(source)])
  return [text.replace("// %%\n", "").trimEnd(), ...notes]
}

test("cells, tags and Markdown come along; what belongs to a run stays behind", () => {
  const metadata = { tags: ["one"], collapsed: true, execution: { "iopub.status.busy": "2024" }, mine: 1 }
  const { text, notes } = imported(
    [
      markdown("# Title\n\ntext"),
      code("const a = 1\na", { metadata }),
      { cell_type: "raw", metadata: {}, source: "raw" },
    ],
    { kernelspec: { name: "deno", language: "typescript" }, language_info: { name: "typescript" } },
  )
  expect(text).toBe(
    '// %% [markdown]\n// # Title\n//\n// text\n\n// %% tags=["one"] mine=1\nconst a = 1\na\n\n// %% [raw]\n// raw\n',
  )
  expect(notes).toEqual([])
})

test("metadata of the notebook is kept in the header", () => {
  const { text } = imported([code("1")], {
    authors: [{ name: "Ada" }],
    widgets: { state: {} },
    language_info: { name: "typescript" },
  })
  expect(text).toBe('// ---\n// jupyter: {"authors":[{"name":"Ada"}]}\n// ---\n\n// %%\n1\n')
})

test("a name defined twice stays in both cells", () => {
  expect(imported([code("const a = 1"), code("const a = 2")]).text).toBe("// %%\nconst a = 1\n\n// %%\nconst a = 2\n")
})

test("images that Jupyter keeps beside the text are put into it", () => {
  const attachments = { "a b.png": { "image/png": "iVBO\nRw==" }, "lost.png": { "image/png": "AAAA" }, empty: {} }
  const { text, notes } = imported([markdown("![x](attachment:a%20b.png)", { attachments })])
  expect(text).toContain("// ![x](data:image/png;base64,iVBORw==)\n")
  expect(text).toContain("// ![lost.png](data:image/png;base64,AAAA)\n")
  expect(notes).toEqual([
    expect.stringMatching(/^cell 1: .*'lost.png'.*at its end/),
    expect.stringMatching(/^cell 1: .*'empty' has no data/),
  ])
})

describe("cells of other languages", () => {
  test.each<[what: string, metadata: object]>([
    ["language_info", { language_info: { name: "python" } }],
    ["kernelspec", { kernelspec: { name: "python3", language: "python" } }],
  ])("are told by %s, and become Markdown that keeps them", (_what, metadata) => {
    const { text, notes } = imported(
      [markdown("# One"), code("%matplotlib inline\nx = 1"), code('"""```"""')],
      metadata,
    )
    expect(text).toContain("// %% [markdown]\n// ```python\n// %matplotlib inline\n// x = 1\n// ```\n")
    expect(text).toContain('// ````python\n// """```"""\n// ````\n')
    expect(notes).toEqual([
      expect.stringMatching(/^cells 2 and 3 are in python, not TypeScript: they are Markdown now/),
    ])
  })

  test("are told cell by cell where a notebook mixes them", () => {
    const { text, notes } = imported([
      code("print(1)", { metadata: { vscode: { languageId: "python" } } }),
      code("let a = 1", { metadata: { vscode: { languageId: "javascript" } } }),
      code("Get-Item", { metadata: { dotnet_interactive: { language: "pwsh" } } }),
    ])
    expect(text).toContain("// ```python")
    expect(text).toContain("// %%\nlet a = 1")
    expect(notes).toHaveLength(2)
  })
})

describe("what only Deno or tslab has", () => {
  test.each<[source: string, text: string]>([
    ["Deno.jupyter.html`<b>x</b>`", "html`<b>x</b>`"],
    ["Deno.jupyter.md(`# x`)", "markdown(`# x`)"],
    ["await Deno.jupyter.display(chart, { raw: true })", "await display(chart, { raw: true })"],
    ["const { display, md, html } = Deno.jupyter", 'import { display, markdown as md, html } from "tsnb"'],
    ["class A { [Deno.jupyter.$display]() {} }", 'class A { [Symbol.for("Jupyter.display")]() {} }'],
    [
      'import * as tslab from "tslab"\ntslab.display.html("<b>" + x)',
      '// import * as tslab from "tslab"\ndisplay(html("<b>" + x))',
    ],
    ['import { display } from "tslab"\ndisplay.png(bytes)', '// import { display } from "tslab"\ndisplay(png(bytes))'],
    [
      'import * as t from "tslab"\nt.display.text(s)',
      '// import * as t from "tslab"\ndisplay({ "text/plain": s }, { raw: true })',
    ],
    [
      'import * as t from "tslab"\nt.display.raw(type, s)',
      '// import * as t from "tslab"\ndisplay({ [type]: s }, { raw: true })',
    ],
    [
      'import * as t from "tslab"\nt.display.gif(b)',
      '// import * as t from "tslab"\ndisplay({ "image/gif": Buffer.from(b).toString("base64") }, { raw: true })',
    ],
    [
      "const html = '<b>'\nfunction f(display: string) { return Deno.jupyter.html(display + html) }",
      "import { html as htmlOfTsnb } from \"tsnb\"\nconst html = '<b>'\nfunction f(display: string) { return htmlOfTsnb(display + html) }",
    ],
    [
      'import * as t from "tslab"\n{\n  const html = "<b>"\n  t.display.html(html)\n}',
      'import { html as htmlOfTsnb } from "tsnb"\n// import * as t from "tslab"\n{\n  const html = "<b>"\n  display(htmlOfTsnb(html))\n}',
    ],
    ['const tslab = require("tslab");\ntslab.display.html(x)', '// const tslab = require("tslab");\ndisplay(html(x))'],
    [
      'const { display } = require("tslab"); display.html(x)',
      '// const { display } = require("tslab");\n display(html(x))',
    ],
    [
      "const text = await Deno.readTextFile('a.txt')",
      'import { readFile } from "node:fs/promises"\nconst text = await readFile(\'a.txt\', "utf8")',
    ],
    [
      "await Deno.writeTextFile('b', Deno.readTextFileSync(Deno.env.get('IN')!,))",
      'import { writeFile } from "node:fs/promises"\nimport { readFileSync } from "node:fs"\n' +
        "await writeFile('b', readFileSync(process.env['IN']!, \"utf8\",))",
    ],
    [
      "const readFile = 1\nDeno.readTextFile(a).then(Deno.readTextFile(b))",
      'import { readFile as readFileOfNode } from "node:fs/promises"\nconst readFile = 1\n' +
        'readFileOfNode(a, "utf8").then(readFileOfNode(b, "utf8"))',
    ],
    ["Deno.writeTextFileSync(name(), `x`)", 'import { writeFileSync } from "node:fs"\nwriteFileSync(name(), `x`)'],
    ["const home = Deno.env.get( name )", "const home = process.env[name]"],
    [
      "// @task one\n'use strict'\nconst text = Deno.readTextFileSync('a')",
      "// @task one\n'use strict'\nimport { readFileSync } from \"node:fs\"\nconst text = readFileSync('a', \"utf8\")",
    ],
    [
      "const process = { pid: 1 }\nDeno.env.get('A')",
      "import { env } from \"node:process\"\nconst process = { pid: 1 }\nenv['A']",
    ],
    ["function q(Deno) { return Deno.env.get('x') }", "function q(Deno) { return Deno.env.get('x') }"],
    ["const { html } = Deno.jupyter; html`x`", 'import { html } from "tsnb"; html`x`'],
    [
      "import * as t from 'tslab'\nt.display.html(String(t.display.text('x')))",
      `// import * as t from 'tslab'\ndisplay(html(String(display({ "text/plain": 'x' }, { raw: true }))))`,
    ],
    ['import t = require("tslab")\nt.display.png(x)', '// import t = require("tslab")\ndisplay(png(x))'],
  ])("has a counterpart: %s", (source, text) => expect(one(source)).toEqual([text]))

  test.each<[source: string, note: RegExp]>([
    ["await Deno.jupyter.broadcast('x', {})", /^cell 1: .*`Deno\.jupyter\.broadcast`: it fails/],
    ["Deno.jupyter.image('a.png')", /`Deno\.jupyter\.image`/],
    ["Deno.jupyter.display(a, { display_id: 'x' })", /`Deno\.jupyter\.display`/],
    ["const { image } = Deno.jupyter", /names that this cell takes from it are missing/],
    ["const file = await Deno.open('a')", /^cell 1: `Deno\.open` isn't there in tsnb/],
    ["const read = Deno.readTextFile", /`Deno\.readTextFile` isn't there/],
    ["await Deno.readTextFile('a', { signal })", /`Deno\.readTextFile` isn't there/],
    ["await Deno.writeTextFile(...file)", /`Deno\.writeTextFile` isn't there/],
    ["Deno.writeTextFileSync('a', b, { append: true })", /`Deno\.writeTextFileSync` isn't there/],
    ["Deno.env.set('a', 'b')", /`Deno\.env\.set` isn't there/],
    ['import { x } from "https://deno.land/x.ts"', /can't import `https:/],
    ["%%html\n<b>x</b>", /^cell 1: line 1: `%%html` is a magic command of another kernel/],
    ["!ls -l", /line 1: `!ls`/],
  ])("has none, is kept, and said: %s", (source, note) => {
    const [text, ...notes] = one(source)
    expect(text).toBe(source)
    expect(notes).toEqual([expect.stringMatching(note)])
  })

  test("keeps tslab's import where something of it is left", () => {
    const [text, ...notes] = one('import * as tslab from "tslab"\ntslab.display.pdf(x)\ntslab.display.html(y)')
    expect(text).toBe('import * as tslab from "tslab"\ntslab.display.pdf(x)\ndisplay(html(y))')
    expect(notes).toHaveLength(2)
  })

  test.each([
    ['import * as tslab from "tslab"\nconst d = tslab.newDisplay()', "tslab.newDisplay"],
    ['import { newDisplay } from "tslab"\nconst d = newDisplay()', "newDisplay"],
    ['const { newDisplay: made } = require("tslab")\nconst d = made()', "made"],
    ['import { versions } from "tslab"\nversions.node', "versions.node"],
  ])("says what of tslab's module is left: %s", (source, name) => {
    expect(one(source)).toEqual([
      source,
      `cell 1: \`${name}\` isn't there in tsnb, which runs cells on Node: it fails when the cell runs`,
      "cell 1: `tslab` can't be imported outside of its own kernel",
    ])
  })

  test("has another name where the notebook has another meaning for its own", () => {
    const { text, notes } = imported([code("const html = String.raw"), code("Deno.jupyter.html`x`")])
    expect(text).toContain('\nimport { html as htmlOfTsnb } from "tsnb"\nhtmlOfTsnb`x`\n')
    expect(notes).toEqual([])
  })

  test.each<[source: string, text: string, use: string]>([
    [
      'const t = require("tslab")\nconsole.log(t.versions.node)',
      '// const t = require("tslab")\nconsole.log(process.versions.node)',
      "t.versions",
    ],
    [
      "md`${Deno.version.v8} ${Deno.version.deno}`\nDeno.version",
      "md`${process.versions.v8} ${process.versions.deno}`\nprocess.versions",
      "Deno.version",
    ],
  ])("is told where it has nearly a counterpart, such as versions: %s", (source, text, use) => {
    expect(one(source)).toEqual([text, `cell 1: \`${use}\` is \`process.versions\` now, which tells Node's`])
  })

  test.each([
    ['const a = await import("npm:a@1/deep")', 'const a = await import("a/deep")', /`npm install a@1`$/],
    ['export { b } from "npm:@s/b"', 'export { b } from "@s/b"', /`npm install @s\/b`$/],
    ['export * from "npm:c"', 'export * from "c"', /`npm install c`$/],
    ['const d = require("npm:d@^2")', 'const d = require("d")', /`npm install d@\^2`$/],
    ['let e: import("npm:e").E', 'let e: import("e").E', /`npm install e`$/],
    ['await import("jsr:@std/f@1/deep")', 'await import("@std/f/deep")', /`npx jsr add @std\/f@1`$/],
    ['import { h } from "jsr:/@std/h"', 'import { h } from "@std/h"', /`npx jsr add @std\/h`$/],
    ['export { g } from "https://g.ts"', 'export { g } from "https://g.ts"', /can't import `https:\/\/g\.ts`/],
  ])("modules that only Deno knows are translated or told: %s", (source, text, note) => {
    expect(one(source)).toEqual([text, expect.stringMatching(note)])
  })

  test("packages lose the prefix that only Deno knows", () => {
    expect(one('import a from "npm:@scope/a@1.2/deep"')).toEqual([
      'import a from "@scope/a/deep"',
      "cell 1: `npm:@scope/a@1.2/deep` is `@scope/a/deep` now: install it with `npm install @scope/a@1.2`",
    ])
  })

  test("is no magic in the midst of an expression", () => {
    expect(one("const a = 7\n%b\nconst c =\n!a")).toEqual(["const a = 7\n%b\nconst c =\n!a"])
  })
})

describe("a name with one `_` that several cells of another kernel's use", () => {
  test.each<[what: string, sources: readonly string[], cells: readonly string[], notes: readonly RegExp[]]>([
    [
      "gets a second one, wherever it is meant",
      [
        "const _get = (id: number) => ({ id })\nconst _own = 1\nconst all = { _get, _own }",
        "const f = (_get: number) => _get\nconst row = { _get, other: _get(2)._get, text: '_get' }",
        "type Get = typeof _get\nexport default _get(1)",
      ],
      [
        "const __get = (id: number) => ({ id })\nconst _own = 1\nconst all = { _get: __get, _own }",
        "const f = (_get: number) => _get\nconst row = { _get: __get, other: __get(2)._get, text: '_get' }",
        "type Get = typeof __get\nexport default __get(1)",
      ],
      [/^cells 1, 2 and 3: `_get` is `__get` now, since a name with one `_` belongs to its cell alone$/],
    ],
    [
      "also where it is assigned to, and where the new name is taken",
      ["let _n = 0, __n = 1", "_n += __n", "_n++"],
      ["let ___n = 0, __n = 1", "___n += __n", "___n++"],
      [/^cells 1, 2 and 3: `_n` is `___n` now/],
    ],
    [
      "stays in cells of its own",
      ["const _a = 1\n_a", "const _a = 2\n_a"],
      ["const _a = 1\n_a", "const _a = 2\n_a"],
      [],
    ],
    [
      "stays where nobody can tell which is meant, where it is imported, and where a cell can't be read",
      ["const _a = 1", "const _a = 2", "_a", 'import _ from "lodash"', "_.map(_b)", "const _b = ="],
      ["const _a = 1", "const _a = 2", "_a", 'import _ from "lodash"', "_.map(_b)", "const _b = ="],
      [],
    ],
  ])("%s", (_, sources, cells, expected) => {
    const { text, notes } = imported(sources.map((source) => code(source)))
    expect(text).toBe(cells.map((cell) => `// %%\n${cell}\n`).join("\n"))
    expect(notes).toEqual(expected.map((note) => expect.stringMatching(note)))
  })

  test("is what it is meant to be in a notebook for our own kernel, whatever it is called", () => {
    const source = "const Deno = { readTextFile: (name: string) => name }\nDeno.readTextFile('a')"
    expect(imported([code(source)], { kernelspec: { name: "tsnb" } }).text).toBe(`// %%\n${source}\n`)
  })

  test("stays in a notebook for our own kernel, where it means the same", () => {
    const { text, notes } = imported([code("const _a = 1"), code("_a")], { kernelspec: { name: "tsnb" } })
    expect(text).toBe("// %%\nconst _a = 1\n\n// %%\n_a\n")
    expect(notes).toEqual([])
  })
})

describe("what isn't a notebook is told with its place", () => {
  test.each<[text: string, message: RegExp]>([
    ['{"cells": [\n  oops\n]}', /isn't JSON: Unexpected token 'o' in line 2, column 3$/],
    ['{"cells": [1,\n 2', /in line 2, column 3$/],
    ['{"a": 1,\n "b" 2}', /Expected ':'.* in line 2, column 6$/],
    ['{\n "cells": [\n<<<<<<< HEAD\n1\n=======\n', /line 3 has the marks of a merge .*'<<<<<<<'/],
    ["", /in line 1, column 1/],
    ["[]", /holds no JSON object/],
    ['{"nbformat": 3}', /old nbformat 3/],
    ['{"nbformat": 4, "cells": [{"cell_type": "code", "source": 5}]}', /its cell 1 has no source/],
  ])("%j", (text, message) => {
    expect(() => fromJupyter(text)).toThrow(JupyterNotebookError)
    expect(() => fromJupyter(text)).toThrow(message)
  })
})

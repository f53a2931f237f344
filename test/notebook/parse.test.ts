import { describe, expect, test } from "vitest"
import { parseNotebook, printNotebook } from "../../kernel/notebook/tsnb.ts"

/** Kind and source of every cell, as short as a table needs. */
function outline(text: string): string[][] {
  return parseNotebook(text).cells.map(({ kind, source }) => [kind, source])
}

describe("the cells of a text", () => {
  test.each<[what: string, text: string, cells: string[][]]>([
    ["nothing", "", []],
    ["blank lines only", "\n \n", []],
    ["no marker", "a\nb\n", [["code", "a\nb"]]],
    ["an empty cell", "// %%", [["code", ""]]],
    [
      "empty cells in a row",
      "// %%\n// %%\n\n// %%\n",
      [
        ["code", ""],
        ["code", ""],
        ["code", ""],
      ],
    ],
    [
      "one blank line between cells",
      "// %%\na\n\n// %%\nb\n",
      [
        ["code", "a"],
        ["code", "b"],
      ],
    ],
    [
      "no blank line between cells",
      "// %%\na\n// %%\nb",
      [
        ["code", "a"],
        ["code", "b"],
      ],
    ],
    [
      "more blank lines belong to the source",
      "// %%\na\n\n\n// %%\n\nb\n\n",
      [
        ["code", "a\n"],
        ["code", "\nb\n"],
      ],
    ],
    [
      "code before the first marker",
      "a\n\n// %%\nb\n",
      [
        ["code", "a"],
        ["code", "b"],
      ],
    ],
    [
      "a tight marker",
      "//%%\na\n//%% t\nb\n",
      [
        ["code", "a"],
        ["code", "b"],
      ],
    ],
    ["no space after the percent signs", "// %%\na\n// %%title\nb\n", [["code", "a\n// %%title\nb"]]],
    ["a tag right after the percent signs", "// %%[markdown]\n// a\n", [["markdown", "a"]]],
    ["an indented marker", "// %%\nif (a) {\n  // %% b\n}\n", [["code", "if (a) {\n  // %% b\n}"]]],
    [
      "a marker in a template",
      "// %%\nconst a = `\n// %%\n`\n",
      [
        ["code", "const a = `"],
        ["code", "`"],
      ],
    ],
    ["a marker commented out", "// %%\n// // %% a\n// // b\n", [["code", "// // %% a\n// // b"]]],
    ["a marker with one slash more", "// %%\n/// %% a\n//// %%\n", [["code", "// %% a\n/// %%"]]],
    ["Markdown", "// %% [markdown]\n// # A\n//\n//b\n//   c\n", [["markdown", "# A\n\nb\n  c"]]],
    ["Markdown partly commented", "// %% [md]\n// a\nb\n\n// c\n", [["markdown", "a\nb\n\nc"]]],
    ["a marker in Markdown, as Jupytext writes it", "// %% [markdown]\n// // %%\n", [["markdown", "// %%"]]],
    ["raw text", "// %% [raw]\n// a\n// // b\n", [["raw", "a\n// b"]]],
    [
      "Windows line ends",
      "// %%\r\na\r\nb\r\n\r\n// %%\r\nc\r\n",
      [
        ["code", "a\nb"],
        ["code", "c"],
      ],
    ],
    [
      "mixed line ends",
      "// %%\ra\r\n\n// %%\nc\r",
      [
        ["code", "a"],
        ["code", "c"],
      ],
    ],
    ["a line separator inside a line", "// %%\na\u2028// %% b\n", [["code", "a\u2028// %% b"]]],
  ])("%s", (_, text, cells) => {
    expect(outline(text)).toEqual(cells)
  })

  test("the line is that of the source in the file", () => {
    const { cells } = parseNotebook("#!/usr/bin/env tsnb\r\n\r\na\n\n// %%\nb\r\rc\n// %%\n// %%\n\nd\n")
    expect(cells.map(({ source, line }) => [source, line])).toEqual([
      ["a", 3],
      ["b\n\nc", 6],
      ["", 10],
      ["\nd", 11],
    ])
  })
})

describe("the header", () => {
  const yaml = "// ---\n// jupyter:\n//   kernelspec:\n//     name: tsnb\n// ---\n"
  test.each<[what: string, text: string, header: string, cells: string[][]]>([
    ["Jupytext's metadata", `${yaml}\n// %%\na\n`, `${yaml}\n`, [["code", "a"]]],
    ["a shebang", "#!/usr/bin/env tsnb\n// %%\na\n", "#!/usr/bin/env tsnb\n", [["code", "a"]]],
    ["everything at once", `\uFEFF#!x\n\n${yaml}\n\na\n`, `\uFEFF#!x\n\n${yaml}\n\n`, [["code", "a"]]],
    ["a byte order mark", "\uFEFF// %%\na\n", "\uFEFF", [["code", "a"]]],
    ["nothing else", yaml, yaml, []],
    [
      "metadata that isn't closed",
      "// ---\n// a\n\n// %%\nb\n",
      "",
      [
        ["code", "// ---\n// a"],
        ["code", "b"],
      ],
    ],
    [
      "metadata cut off by a marker",
      "// ---\n// %%\n// ---\n",
      "",
      [
        ["code", "// ---"],
        ["code", "// ---"],
      ],
    ],
    [
      "a licence is code",
      "\n// MIT\n\n// %%\na\n",
      "\n",
      [
        ["code", "// MIT"],
        ["code", "a"],
      ],
    ],
  ])("%s", (_, text, header, cells) => {
    expect(parseNotebook(text).header).toBe(header)
    expect(outline(text)).toEqual(cells)
  })
})

test.each<[what: string, text: string, sources: readonly string[]]>([
  [
    "a block of code",
    "// %% [markdown]\n// ```ts\n// %%\n// const a = 1\n// ```\n// end\n\n// %%\nb",
    ["```ts\n%%\nconst a = 1\n```\nend", "b"],
  ],
  [
    "tildes, and a shorter fence",
    "// %% [md]\n// ~~~~\n// ~~~\n// %% x\n// ~~~~\n// %%\nb",
    ["~~~~\n~~~\n%% x\n~~~~", "b"],
  ],
  ["a block that isn't closed", "// %% [markdown]\n// ```\n\n// %%\n// ```\nb", ["```", "// ```\nb"]],
  [
    "a block that isn't closed before the next cell's code",
    "// %% [markdown]\n// ```\n// %%\na\n// ```",
    ["```", "a\n// ```"],
  ],
  ["a cell of code", "// %%\n// ```\n// %%\n// ```", ["// ```", "// ```"]],
  ["code within a line", "// %% [markdown]\n// ```a```\n// %%\n// ```", ["```a```", "// ```"]],
])("what looks like a marker is looked at with what is around it: %s", (_, text, sources) => {
  const notebook = parseNotebook(text)
  expect(notebook.cells.map(({ source }) => source)).toEqual(sources)
  expect(printNotebook(notebook)).toBe(text)
})

test("fences that nothing closes don't hold it up", () => {
  expect(parseNotebook(`// %% [markdown]\n${"// ~~~a\n".repeat(100_000)}`).cells).toHaveLength(1)
})

test("a whole file as Jupytext 1.19 writes it", () => {
  const { cells } = parseNotebook(`// %% [markdown]
// # Title
//
// text
//

// %% hello tags=["a", "b"] n
const a = 1
// // %% esc

// %% [raw]
// raw text
//
// // commented raw

// %%

// %%
x



// %%%% sub
y
`)
  expect(cells.map(({ original: _original, line: _line, ...content }) => content)).toEqual([
    { kind: "markdown", source: "# Title\n\ntext\n", metadata: {} },
    { kind: "code", source: "const a = 1\n// // %% esc", title: "hello", metadata: { tags: ["a", "b"], n: null } },
    { kind: "raw", source: "raw text\n\n// commented raw", metadata: {} },
    { kind: "code", source: "", metadata: {} },
    { kind: "code", source: "x\n\n", metadata: {} },
    { kind: "code", source: "y", title: "sub", depth: 2, metadata: {} },
  ])
})

import {
  array,
  assert,
  constantFrom,
  dictionary,
  jsonValue,
  nat,
  oneof,
  property,
  record,
  string,
  tuple,
  type Arbitrary,
} from "fast-check"
import { describe, expect, test } from "vitest"
import type { CellContent, NotebookContent } from "../../kernel/notebook/document.ts"
import { parseNotebook, printNotebook } from "../../kernel/notebook/tsnb.ts"

/** Pieces that percent files are made of, and those that make them odd. */
const fragments = constantFrom(
  "// %%",
  "//%%",
  "// %% [markdown]",
  "// %% T [md]",
  "// %% [raw]",
  '// %% id="a" b=[1, 2]',
  "// %%%",
  "  // %%",
  "// // %%",
  "/// %%",
  "//// %% x",
  "// ---",
  "#!x",
  "//",
  "// a",
  "//b",
  "%%",
  "`",
  " ",
  "\n",
  "\n",
  "\n",
  "\r\n",
  "\r\n",
  "\r",
  "\uFEFF",
  "\u2028",
  "const a = 1",
  "=",
  "{",
  '"',
)
const texts = oneof(
  array(fragments, { maxLength: 30 }).map((parts) => parts.join("")),
  string({ unit: "binary" }),
)

interface Outline {
  kind: string
  source: string
  title?: string
  id?: string
  metadata: unknown
}

function outline(cells: readonly CellContent[]): Outline[] {
  return cells.map(({ kind, source, title, id, metadata = {} }) => ({
    kind,
    source: source.replaceAll(/\r\n|\r/g, "\n"),
    ...(title ? { title } : {}),
    ...(id === undefined ? {} : { id }),
    metadata,
  }))
}

/** The first cell with the given number, edited. */
function edited(notebook: NotebookContent, index: number, change: Partial<CellContent>): NotebookContent {
  return { ...notebook, cells: notebook.cells.map((cell, place) => (place === index ? { ...cell, ...change } : cell)) }
}

test("every text comes back byte for byte", () => {
  assert(
    property(texts, (text) => {
      expect(printNotebook(parseNotebook(text))).toBe(text)
    }),
    { numRuns: 2_000 },
  )
})

test("cells written anew, moved, mixed and edited are read as they were", () => {
  const kinds = constantFrom("code", "markdown", "raw")
  const metadata = dictionary(
    oneof(constantFrom("tags", "a b", "x=y", "__proto__"), string()).filter((key) => !/^(title|id)$/.test(key)),
    jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value))),
    { maxKeys: 2 },
  )
  const fresh: Arbitrary<CellContent> = record(
    { kind: kinds, source: texts, title: oneof(fragments, string()), id: string(), metadata },
    { requiredKeys: ["kind", "source"] },
  )
  const change = record({ kind: kinds, source: texts }, { requiredKeys: [] })
  const read = tuple(texts, change, nat(6)).map(([text, change, index]) => {
    const notebook = parseNotebook(text)
    return edited(notebook, index, change).cells
  })
  const cells = array(
    oneof(
      fresh.map((cell): readonly CellContent[] => [cell]),
      read,
    ),
    { maxLength: 3 },
  )
  assert(
    property(texts, cells, nat(3), (text, lists, rotation) => {
      const notebook = parseNotebook(text)
      const all = [...notebook.cells, ...lists.flat()]
      const moved = [...all.slice(rotation), ...all.slice(0, rotation)]
      const printed = printNotebook({ ...notebook, cells: moved })
      expect(outline(parseNotebook(printed).cells)).toEqual(outline(moved))
      expect(parseNotebook(printed).header.trimEnd()).toBe(notebook.header.trimEnd())
    }),
    { numRuns: 2_000 },
  )
})

describe("editing", () => {
  const file = '// ---\n// x: 1\n// ---\n\n//%%  T   id="a"\na\n// %% [md]\n//b\n\n// %%\nc'

  test.each<[what: string, edit: (notebook: NotebookContent) => NotebookContent, printed: string]>([
    [
      "a source keeps the marker and the other cells",
      (notebook) => edited(notebook, 0, { source: "x\ny" }),
      file.replace("\na\n// %%", "\nx\ny\n\n// %%"),
    ],
    [
      "Markdown",
      (notebook) => edited(notebook, 1, { source: "x\n\ny" }),
      file.replace("//b", "// x\n//\n// y").replace("\na\n// %%", "\na\n\n// %%"),
    ],
    [
      "the last cell ends the file's last line",
      (notebook) => edited(notebook, 2, { source: "d" }),
      `${file.slice(0, -1)}d\n`,
    ],
    [
      "a kind",
      (notebook) => edited(notebook, 0, { kind: "markdown" }),
      file.replace('//%%  T   id="a"\na\n', '// %% T [markdown] id="a"\n// a\n\n'),
    ],
    ["a title", (notebook) => edited(notebook, 2, { title: "C" }), file.replace("// %%\nc", "// %% C\nc")],
    [
      "an added cell",
      ({ cells, ...rest }) => ({ ...rest, cells: [...cells, { kind: "code", source: "d" }] }),
      `${file}\n\n// %%\nd\n`,
    ],
    [
      "a cell put in first",
      ({ cells, ...rest }) => ({ ...rest, cells: [{ kind: "code", source: "z" }, ...cells] }),
      file.replace("//%%  T", "// %%\nz\n\n//%%  T"),
    ],
    [
      "a removed cell",
      ({ cells, ...rest }) => ({ ...rest, cells: cells.slice(0, 1) }),
      file.slice(0, file.indexOf("// %%")),
    ],
    ["no cell left", (notebook) => ({ ...notebook, cells: [] }), "// ---\n// x: 1\n// ---\n\n"],
  ])("%s", (_, edit, printed) => {
    expect(printNotebook(edit(parseNotebook(file)))).toBe(printed)
  })

  test("new lines take the file's line end", () => {
    const notebook = parseNotebook("// %%\r\na\r\n\r\n// %%\r\nb\r\n")
    expect(printNotebook(edited(notebook, 0, { source: "x\r\ny\nz" }))).toBe(
      "// %%\r\nx\r\ny\r\nz\r\n\r\n// %%\r\nb\r\n",
    )
  })

  test("line ends of an editor are no edit", () => {
    const text = "// %%\na\nb\n\n// %%\nc"
    expect(printNotebook(edited(parseNotebook(text), 0, { source: "a\r\nb" }))).toBe(text)
  })

  test.each<[what: string, source: string, printed: string]>([
    ["code stays without marker", "b", "b\n\n// %%\nc\n"],
    ["a blank line first", "\nb", "// %%\n\nb\n\n// %%\nc\n"],
    ["nothing left", "", "// %%\n\n// %%\nc\n"],
    ["what would be a header", "#!b", "// %%\n#!b\n\n// %%\nc\n"],
  ])("before the first marker: %s", (_, source, printed) => {
    expect(printNotebook(edited(parseNotebook("a\n\n// %%\nc\n"), 0, { source }))).toBe(printed)
  })
})

test.each<[cell: CellContent, printed: string]>([
  [{ kind: "code", source: "const a = `\n// %%\n`" }, "// %%\nconst a = `\n/// %%\n`\n"],
  [{ kind: "code", source: "/// %% a\n// %%b" }, "// %%\n//// %% a\n// %%b\n"],
  [
    { kind: "markdown", source: "%% mermaid comment\n// %%\n%%{init}%%" },
    "// %% [markdown]\n/// %% mermaid comment\n// // %%\n// %%{init}%%\n",
  ],
])("a line like a marker is written with one slash more: %o", (cell, printed) => {
  expect(printNotebook({ cells: [cell] })).toBe(printed)
  expect(outline(parseNotebook(printed).cells)).toEqual(outline([cell]))
})

test("a file of 300,000 lines is read and written in linear time", () => {
  const text = "// %%\nconst a = 1\n\n// %% [markdown]\n// # a\n\n".repeat(50_000)
  expect(printNotebook(parseNotebook(text))).toBe(text)
})

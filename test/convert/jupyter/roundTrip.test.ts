import { readFileSync } from "node:fs"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { fromJupyter } from "../../../kernel/convert/jupyter/fromJupyter.ts"
import { toJupyter } from "../../../kernel/convert/jupyter/toJupyter.ts"
import { parseNotebook, printNotebook } from "../../../kernel/notebook/tsnb.ts"

const taxi = readFileSync(new URL("../../../examples/taxi.tsnb", import.meta.url), "utf8")

/** What files in the percent format are made of, and what makes them odd. */
const fragment = fc.constantFrom(
  "// %%",
  "//%%",
  "// %% A title [markdown]",
  "// %% [md]",
  "// %% [raw]",
  '// %% id="a"',
  '// %% id="a b" tags=["x", "y"]',
  '// %% tags="x,y" 1=2 b=-0 c=1e400 __proto__=3',
  '// %% title="k=v" z=1 a={"b": [1, 2]}',
  "// %%%% deep",
  "/// %%",
  "// ---",
  "#!/usr/bin/env node",
  "// # Heading",
  "//",
  "%%html",
  "const a = 1",
  "import * as tslab from 'x'",
  "\n",
  "\n",
  "\n",
  "\r\n",
  "\r",
  "\uFEFF",
  "\u2028",
)
const file = fc.oneof(
  fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join("")),
  fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join("\n")),
  fc.string({ unit: "binary" }),
)

function thereAndBack(text: string): string {
  return printNotebook(fromJupyter(toJupyter(parseNotebook(text))).notebook)
}

test("any .tsnb file comes back from .ipynb byte for byte", () => {
  fc.assert(
    fc.property(file, (text) => {
      expect(thereAndBack(text)).toBe(text)
    }),
    { numRuns: 2_000 },
  )
})

test("what Jupyter's programs read is where they look for it", () => {
  const header = '// ---\n// jupyter: {"authors":[{"name":"Ada"}],"widgets":{"a":1}}\n// ---\n\n'
  const text = `${header}// %% One [markdown] slideshow={"slide_type":"slide"} tags=["a"]\n// # A\n\n// %% [raw] raw_mimetype="text/latex"\n// x\n`
  const { cells, metadata } = JSON.parse(toJupyter(parseNotebook(text)))
  expect(cells.map((cell: { metadata: unknown }) => cell.metadata)).toEqual([
    { title: "One", slideshow: { slide_type: "slide" }, tags: ["a"] },
    { raw_mimetype: "text/latex" },
  ])
  expect(metadata).toMatchObject({ authors: [{ name: "Ada" }] })
  expect(metadata).not.toHaveProperty("widgets")
})

test("what was changed in Jupyter counts", () => {
  const json = JSON.parse(
    toJupyter(parseNotebook('// %% One id="a b" slideshow={"slide_type":"slide"} tags=["a"]\n1\n')),
  )
  Object.assign(json.cells[0].metadata, { title: "Two", slideshow: { slide_type: "skip" }, tags: [] })
  expect(printNotebook(fromJupyter(JSON.stringify(json)).notebook)).toBe(
    '// %% Two id="a b" slideshow={"slide_type":"skip"}\n1\n',
  )
})

test.each<[what: string, text: string]>([
  ["the taxi example", taxi],
  ["Windows' line ends", taxi.replaceAll("\n", "\r\n")],
  ["ids, titles, tags and depth", '// %% One id="k3f9" tags=["a"]\na\n\n// %%%% Two\nb\n'],
  ["a header", "#!/usr/bin/env tsnb\n// ---\n// x: 1\n// ---\n\n// %%\na\n"],
  ["code before the first marker", "a\n\n// %% [markdown]\n// b\n"],
  ["no line end at the end", "// %%\na"],
  ["raw cells", "// %% [raw]\n// as it is\n"],
  ["nothing", ""],
])("%s", (_what, text) => expect(thereAndBack(text)).toBe(text))

describe("the .ipynb", () => {
  test("says no more than Jupyter needs of a file that tsnb wrote", () => {
    const json: unknown = JSON.parse(toJupyter(parseNotebook("// %% [markdown]\n// # One\n\n// %%\nconst a = 1\na\n")))
    expect(json).toMatchObject({
      cells: [
        { cell_type: "markdown", id: "cell-1", metadata: {}, source: ["# One"] },
        {
          cell_type: "code",
          execution_count: null,
          id: "cell-2",
          metadata: {},
          outputs: [],
          source: ["const a = 1\n", "a"],
        },
      ],
      metadata: { kernelspec: { name: "tsnb" }, language_info: { name: "typescript" } },
      nbformat: 4,
      nbformat_minor: 5,
    })
  })

  test("has the cells' own ids where Jupyter allows them, and each once", () => {
    const text = '// %% id="own"\n\n// %% id="own"\n\n// %% id="no good"\n\n// %% id="cell-4"\n\n// %%\n'
    const { cells } = JSON.parse(toJupyter(parseNotebook(text))) as { cells: { id: string }[] }
    expect(cells.map(({ id }) => id)).toEqual(["own", "cell-2", "cell-3", "cell-4", "cell-5"])
  })

  test("keeps only odd cells as they were written", () => {
    const text = "// %%\na\n\n//%%\nb\n\n// %%\nc\n"
    const { cells } = JSON.parse(toJupyter(parseNotebook(text))) as { cells: { metadata: object }[] }
    expect(cells.map(({ metadata }) => Object.keys(metadata))).toEqual([[], ["tsnb"], []])
  })
})

function edited(text: string, edit: (cells: Record<string, unknown>[]) => void): string {
  const json = JSON.parse(toJupyter(parseNotebook(text))) as { cells: Record<string, unknown>[] }
  edit(json.cells)
  return printNotebook(fromJupyter(JSON.stringify(json)).notebook)
}

describe("what was changed in Jupyter in the meantime counts", () => {
  const text = '// %% id="a" tags=["x"]\none\n\n//%%\ntwo\n'

  test.each<[what: string, edit: (cells: Record<string, unknown>[]) => void, expected: string]>([
    ["a source", ([first]) => Object.assign(first ?? {}, { source: "1" }), text.replace("one", "1")],
    [
      "tags",
      ([first]) => Object.assign(first?.["metadata"] ?? {}, { tags: ["y"] }),
      text.replace('tags=["x"]', 'tags=["y"]'),
    ],
    [
      "no tags any more",
      ([first]) => Object.assign(first?.["metadata"] ?? {}, { tags: [] }),
      text.replace(' tags=["x"]', ""),
    ],
    ["the order", (cells) => cells.push(...cells.splice(0, 1)), '//%%\ntwo\n\n// %% id="a" tags=["x"]\none\n'],
    [
      "an added cell",
      (cells) =>
        cells.push({ cell_type: "code", id: "f00", metadata: { scrolled: true }, outputs: [], source: ["3\n", "4"] }),
      `${text}\n// %%\n3\n4\n`,
    ],
  ])("%s", (_what, edit, expected) => expect(edited(text, edit)).toBe(expected))
})

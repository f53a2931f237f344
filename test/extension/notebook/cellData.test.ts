import { describe, expect, test } from "vitest"
import { NotTextError, textOf } from "../../../kernel/notebook/bytes.ts"
import { fromEditor, toEditor, type EditorNotebook } from "../../../extension/notebook/cellData.ts"
import { parseNotebook, printNotebook } from "../../../kernel/notebook/tsnb.ts"

/** What VS Code does with metadata between opening and saving: it travels as JSON. */
function throughEditor(notebook: EditorNotebook): EditorNotebook {
  return JSON.parse(JSON.stringify(notebook)) as EditorNotebook
}

describe("a file that is opened and saved", () => {
  test.each([
    ["plain", "// %%\nconst a = 1\n\n// %% [markdown]\n// # Title\n"],
    ["Windows line ends", "// %%\r\nconst a = 1\r\n\r\n// %%\r\nconst b = 2\r\n"],
    ["no final newline", "// %%\nconst a = 1"],
    [
      "a byte order mark, a shebang and text before the first cell",
      "\uFEFF#!/usr/bin/env tsnb\n\nconst a = 1\n// %%\nb",
    ],
    ["metadata that nobody knows", '// %% title here id="k3f9" tags=["a"] odd={"x": 1} flag\nconst a = 1\n'],
    ["raw and nested cells", "// %% [raw]\n<b>\n\n// %%%% deep\nconst a = 1\n"],
    ["nothing", ""],
    ["odd blank lines", "\n\n// %%\n\n\nconst a = 1\n\n\n\n// %%\n"],
  ])("keeps every byte: %s", (_, text) => {
    const opened = toEditor(parseNotebook(textOf(new TextEncoder().encode(text))))
    expect(printNotebook(fromEditor(throughEditor(opened)))).toBe(text)
  })

  test("changes only the cell that was edited", () => {
    const opened = throughEditor(toEditor(parseNotebook("//%%   odd   spacing\nconst a=1\n//%%\nconst b=2\n")))
    const cells = opened.cells.map((cell, index) => (index === 1 ? { ...cell, text: "const b = 3" } : cell))
    expect(printNotebook(fromEditor({ ...opened, cells }))).toBe("//%%   odd   spacing\nconst a=1\n//%%\nconst b = 3\n")
  })

  test("keeps every byte of any file, and nothing beside the cells of one as tsnb writes it", () => {
    const lines = [
      "// %%",
      "//%%",
      "// %% [markdown]",
      '// %% a id="x"',
      "// text",
      "//text",
      "",
      "  ",
      "let a = 1",
      "// ---",
    ]
    const ends = ["\n", "\n", "\n", "\r\n", "\r"]
    let seed = 7
    const below = (limit: number): number => (seed = (seed * 48_271) % 2_147_483_647) % limit
    for (let count = 0; count < 3_000; count++) {
      const text = Array.from(
        { length: below(9) },
        () => `${lines[below(lines.length)]}${ends[below(ends.length)]}`,
      ).join("")
      const file = below(3) === 0 ? text.trimEnd() : text
      expect(printNotebook(fromEditor(throughEditor(toEditor(parseNotebook(file)))))).toBe(file)
    }
  })

  test("needs nothing kept beside cells that are as tsnb writes them", () => {
    const { cells } = toEditor(parseNotebook('// %% [markdown]\n// # Title\n\n// %% id="x"\nconst a = 1\n'))
    expect(cells.map(({ metadata }) => metadata["odd"])).toEqual([undefined, undefined])
  })

  test("takes no harm from metadata of another kind", () => {
    const cell = { isMarkup: false, language: "tsnb", text: "a", metadata: { id: 3, original: "x", metadata: [] } }
    const notebook = { cells: [cell], metadata: { header: 1, lineEnd: "x" } }
    expect(printNotebook(fromEditor(notebook))).toBe("// %%\na\n")
  })
})

test.each([
  [[0x61, 0x0a, 0x62, 0xff], "line 2, column 2"],
  [[0xff], "line 1, column 1"],
  [[0xc3, 0xa4, 0xc3], "line 1, column 2"],
])("bytes that aren't text are refused with their place", (bytes, place) => {
  expect(() => textOf(Uint8Array.from(bytes))).toThrow(NotTextError)
  expect(() => textOf(Uint8Array.from(bytes))).toThrow(place)
})

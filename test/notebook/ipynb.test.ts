import { describe, expect, test } from "vitest"
import {
  JupyterNotebookError,
  notebookLanguage,
  parseJupyterNotebook,
  printJupyterNotebook,
} from "../../kernel/notebook/ipynb.ts"

/** A notebook of these cells, printed as nbformat does. */
function notebook(cells: readonly object[], rest: object = {}): string {
  return `${JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5, ...rest }, undefined, 1)}\n`
}

const code = { cell_type: "code", execution_count: 3, id: "a", metadata: {}, outputs: [], source: ["1\n", "2"] }

describe("what is read", () => {
  test("are the cells, with their text in one piece, and their tags", () => {
    const text = notebook([
      { ...code, metadata: { tags: ["raises-exception", 5] } },
      { cell_type: "markdown", id: "b", metadata: {}, source: "# One" },
      { cell_type: "hologram", id: "c", metadata: {}, source: [] },
    ])
    expect(parseJupyterNotebook(text).cells).toMatchObject([
      { kind: "code", source: "1\n2", tags: ["raises-exception"] },
      { kind: "markdown", source: "# One", tags: [] },
      { kind: "hologram", source: "", tags: [] },
    ])
  })

  test.each<[object, string | undefined]>([
    [{ language_info: { name: "typescript" } }, "typescript"],
    [{ kernelspec: { language: "TypeScript" } }, "typescript"],
    [{ kernelspec: { language: "python" }, language_info: { name: "typescript" } }, "typescript"],
    [{ kernelspec: "odd", language_info: [] }, undefined],
    [{}, undefined],
  ])("is the language: %j", (metadata, language) => {
    expect(notebookLanguage(parseJupyterNotebook(notebook([], { metadata })))).toBe(language)
  })
})

describe("what is printed is what was read", () => {
  test.each<[string, string]>([
    ["a cell", notebook([code])],
    ["unknown keys", notebook([{ ...code, mine: { deep: [1, null] } }], { custom: true, metadata: { widgets: {} } })],
    ["no cells", notebook([])],
    ["text beyond ASCII, and what JSON escapes", notebook([{ ...code, source: 'π "\\ \u0001 \u2028 😀\n\t' }])],
    ["a key that objects treat in a special way", notebook([{ ...code, metadata: JSON.parse('{ "__proto__": 1 }') }])],
  ])("%s", (_what, text) => {
    expect(printJupyterNotebook(parseJupyterNotebook(text))).toBe(text)
  })

  test("numbers too, as they were written", () => {
    const numbers = "[\n   1.0,\n   12345678901234567890,\n   1e5,\n   -0,\n   0.1\n  ]"
    const text = notebook([], { metadata: { numbers: "NUMBERS" } }).replace('"NUMBERS"', numbers)
    expect(printJupyterNotebook(parseJupyterNotebook(text))).toBe(text)
  })

  test("with one line end at its end, and without a byte order mark", () => {
    const text = notebook([code])
    expect(printJupyterNotebook(parseJupyterNotebook(`\uFEFF${text.trimEnd()}`))).toBe(text)
  })
})

describe("what is no notebook is refused with the reason", () => {
  test.each<[string, string]>([
    ["", "it isn't JSON"],
    ["// %%\n1", "it isn't JSON"],
    ["[".repeat(200_000), "it isn't JSON"],
    ["[]", "it holds no JSON object"],
    ["{}", "it doesn't say its nbformat"],
    ['{ "nbformat": 3, "worksheets": [] }', "old nbformat 3"],
    ['{ "nbformat": 5, "cells": [] }', "newer than what tsnb reads"],
    ['{ "nbformat": 4, "metadata": [], "cells": [] }', "its metadata is no JSON object"],
    ['{ "nbformat": 4 }', "it has no list of cells"],
    [notebook([code, {}]), "its cell 2 has no cell_type"],
    [notebook([{ cell_type: "code" }]), "its cell 1 has no source"],
    [notebook([{ cell_type: "code", source: [1] }]), "its cell 1 has no source"],
    ['{ "nbformat": 4, "cells": [null] }', "its cell 1 is no JSON object"],
  ])("%.30s", (text, reason) => {
    expect(() => parseJupyterNotebook(text)).toThrow(JupyterNotebookError)
    expect(() => parseJupyterNotebook(text)).toThrow(reason)
  })
})

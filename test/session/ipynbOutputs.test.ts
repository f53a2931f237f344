import { describe, expect, test } from "vitest"
import type { JsonObject } from "../../kernel/notebook/ipynb.ts"
import { JupyterOutputs } from "../../kernel/session/ipynbOutputs.ts"
import type { CellOutput } from "../../kernel/model/cellOutput.ts"

/** The outputs that a cell has after it showed these. */
function outputsOf(...shown: readonly CellOutput[]): unknown {
  const cell: JsonObject = {}
  const outputs = new JupyterOutputs().begin(cell, 1)
  for (const output of shown) outputs.add(output)
  return cell["outputs"]
}

const stdout = (text: string): CellOutput => ({ kind: "stream", stream: "stdout", text })
const html = (text: string, displayId?: string): CellOutput => ({
  kind: "display",
  data: { "text/html": text },
  displayId,
})
const shownHtml = (text: string) => ({ data: { "text/html": [text] }, metadata: {}, output_type: "display_data" })

describe("streams", () => {
  test("are joined while nothing else comes between, line by line", () => {
    const error: CellOutput = { kind: "stream", stream: "stderr", text: "!" }
    expect(outputsOf(stdout("a"), stdout("b\nc\n"), stdout(""), stdout("d\n\ne"), error, stdout("f"))).toEqual([
      { name: "stdout", output_type: "stream", text: ["ab\n", "c\n", "d\n", "\n", "e"] },
      { name: "stderr", output_type: "stream", text: ["!"] },
      { name: "stdout", output_type: "stream", text: ["f"] },
    ])
  })

  test("of 100,000 lines are kept whole", () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `line ${index}\n`)
    expect(outputsOf(...lines.map(stdout))).toEqual([{ name: "stdout", output_type: "stream", text: lines }])
  })
})

test("what is displayed has its text by lines, its JSON and its images as they are", () => {
  const data = {
    "text/plain": "a\nb",
    "image/svg+xml": "<svg>\n</svg>",
    "image/png": "iVBORw0\n",
    "application/vnd.vega.v6+json": { mark: "bar" },
    "text/odd": { not: "text" },
    "text/absent": undefined,
  }
  expect(outputsOf({ kind: "display", data, metadata: { "image/png": { width: 2 } } })).toEqual([
    {
      data: {
        "text/plain": ["a\n", "b"],
        "image/svg+xml": ["<svg>\n", "</svg>"],
        "image/png": "iVBORw0\n",
        "application/vnd.vega.v6+json": { mark: "bar" },
        "text/odd": ['{"not":"text"}'],
      },
      metadata: { "image/png": { width: 2 } },
      output_type: "display_data",
    },
  ])
})

test("an update replaces what was displayed with its id, in other cells too", () => {
  const outputs = new JupyterOutputs()
  const [first, second]: [JsonObject, JsonObject] = [{}, {}]
  outputs.begin(first, 1).add(html("old", "plot"))
  const later = outputs.begin(second, 2)
  later.add(html("old", "plot"))
  later.add({ kind: "update", displayId: "plot", data: { "text/html": "new" } })
  later.add({ kind: "update", displayId: "another", data: { "text/html": "none" } })
  expect([first["outputs"], second["outputs"]]).toEqual([[shownHtml("new")], [shownHtml("new")]])
})

describe("clearing", () => {
  test("takes away what was shown, at once or with the next output", () => {
    expect(outputsOf(stdout("a"), { kind: "clear", wait: false })).toEqual([])
    expect(outputsOf(html("a"), { kind: "clear", wait: true })).toEqual([shownHtml("a")])
    expect(outputsOf(html("a"), { kind: "clear", wait: true }, html("b"), html("c"))).toEqual([
      shownHtml("b"),
      shownHtml("c"),
    ])
    expect(outputsOf(stdout("a"), { kind: "clear", wait: true }, stdout("b"))).toEqual([
      { name: "stdout", output_type: "stream", text: ["b"] },
    ])
  })
})

describe("the end of a cell", () => {
  test("is its result", () => {
    const cell: JsonObject = { execution_count: 7, outputs: ["old"] }
    const outputs = new JupyterOutputs().begin(cell, 2)
    outputs.end({ kind: "completed", result: { data: { "text/plain": "6" } }, expressions: {}, pages: [] })
    expect(cell).toEqual({
      execution_count: 2,
      outputs: [{ data: { "text/plain": ["6"] }, metadata: {}, execution_count: 2, output_type: "execute_result" }],
    })
  })

  test("is its error", () => {
    const cell: JsonObject = {}
    const outputs = new JupyterOutputs().begin(cell, 1)
    outputs.end({
      kind: "failed",
      error: { name: "TypeError", message: "no", traceback: ["TypeError: no", "at In [1]"] },
    })
    expect(cell["outputs"]).toEqual([
      { ename: "TypeError", evalue: "no", output_type: "error", traceback: ["TypeError: no", "at In [1]"] },
    ])
  })
})

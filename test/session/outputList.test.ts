import { expect, test } from "vitest"
import { maxStreamLength, OutputList } from "../../kernel/session/outputList.ts"
import type { CellOutput } from "../../kernel/model/cellOutput.ts"

const text = (text: string, stream: "stdout" | "stderr" = "stdout"): CellOutput => ({ kind: "stream", stream, text })
const shown = (value: string, displayId?: string): CellOutput => ({
  kind: "display",
  data: { "text/plain": value },
  ...(displayId !== undefined && { displayId }),
})

function listOf(...outputs: readonly CellOutput[]): OutputList {
  const list = new OutputList()
  for (const output of outputs) list.add(output)
  return list
}

test.each<[string, readonly CellOutput[], readonly CellOutput[]]>([
  [
    "text that goes on",
    [text("a"), text("b"), text("c", "stderr"), text("d")],
    [text("ab"), text("c", "stderr"), text("d")],
  ],
  ["a display between", [text("a"), shown("x"), text("b")], [text("a"), shown("x"), text("b")]],
  [
    "a display that is replaced",
    [shown("x", "1"), shown("y"), { kind: "update", displayId: "1", data: { "text/plain": "z" } }],
    [shown("z", "1"), shown("y")],
  ],
  ["one that isn't there", [{ kind: "update", displayId: "1", data: {} }], []],
  ["all taken away", [text("a"), { kind: "clear", wait: false }], []],
  ["taken away by the next", [text("a"), { kind: "clear", wait: true }, text("b")], [text("b")]],
  ["nothing that comes next", [text("a"), { kind: "clear", wait: true }], [text("a")]],
])("%s", (_, outputs, left) => {
  expect(listOf(...outputs).outputs).toEqual(left)
})

test("A text that gets too long loses its beginning, by whole lines.", () => {
  const list = listOf(...Array.from({ length: 30_000 }, (_, line) => text(`line ${line}\n`)))
  expect(list.isCut).toBe(true)
  const [output] = list.outputs
  const lines = output?.kind === "stream" ? output.text.split("\n") : []
  expect(lines[0]).toBe("… the beginning is left out …")
  expect(lines[1]).toMatch(/^line \d+$/)
  expect(lines.at(-2)).toBe("line 29999")
  expect(lines.join("\n").length).toBeLessThanOrEqual(maxStreamLength)
})

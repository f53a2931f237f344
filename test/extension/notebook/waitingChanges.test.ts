import { expect, test } from "vitest"
import type { OutputChange } from "../../../extension/notebook/outputs.ts"
import { WaitingChanges } from "../../../extension/notebook/waitingChanges.ts"

const text = (text: string, stream: "stdout" | "stderr" = "stdout"): OutputChange => ({ kind: "stream", stream, text })
const update = (displayId: string, mime: string): OutputChange => ({
  kind: "update",
  displayId,
  items: [{ mime, data: new Uint8Array() }],
})
const clear: OutputChange = { kind: "clear", wait: false }

test.each<[string, readonly OutputChange[], readonly OutputChange[]]>([
  ["text of one stream is joined", [text("a"), text("b")], [text("ab")]],
  [
    "streams keep their order",
    [text("a"), text("b", "stderr"), text("c")],
    [text("a"), text("b", "stderr"), text("c")],
  ],
  ["what is between stays between", [text("a"), clear, text("b")], [text("a"), clear, text("b")]],
  [
    "of one display the last is kept",
    [update("1", "a"), update("1", "b"), update("2", "c")],
    [update("1", "b"), update("2", "c")],
  ],
])("%s", (_, added, taken) => {
  const waiting = new WaitingChanges()
  for (const change of added) waiting.add(change)
  const all: OutputChange[] = []
  for (let change = waiting.take(); change; change = waiting.take()) all.push(change)
  expect(all).toEqual(taken)
})

import { assert, jsonValue, property } from "fast-check"
import { expect, test } from "vitest"
import { decodeFromPanel, decodeToPanel, PanelMessageError } from "../../webview/decode.ts"
import { decodeUiState, firstState } from "../../webview/model/uiState.ts"
import type { PanelRequest } from "../../webview/messages.ts"

const refuse = (): PanelRequest => {
  throw new PanelMessageError("for the kernel")
}

test.each<[message: object]>([
  [{ type: "ready" }],
  [{ type: "reveal", cell: "a" }],
  [{ type: "reveal", cell: "a", line: 3 }],
  [{ type: "copy", text: "" }],
  [{ type: "save", name: "a.log", text: "x" }],
  [{ type: "openLink", url: "https://example.org" }],
  [{ type: "connect" }],
])("takes %j from the panel", (message) => {
  expect(decodeFromPanel(message, refuse)).toEqual(message)
})

test.each<[data: unknown, message: string]>([
  [undefined, "A message is an object"],
  [{ type: "reveal", cell: 3 }, "'reveal': 'cell' has to be a text"],
  [{ type: "reveal", line: 0 }, "'line' has to be a line"],
  [{ type: "copy" }, "'copy': 'text' has to be there"],
  [{ type: "copy", text: 3 }, "'copy': 'text' has to be a text"],
  [{ type: "run" }, "for the kernel"],
  [{ type: "toString" }, "for the kernel"],
])("refuses %j", (data, message) => {
  expect(() => decodeFromPanel(data, refuse)).toThrow(message)
})

test("the panel takes the messages of its host, and nothing else", () => {
  expect(decodeToPanel({ type: "kernel", state: "ready" })).toEqual({ type: "kernel", state: "ready" })
  expect(() => decodeToPanel({ type: "walk" })).toThrow('unknown type: "walk"')
  expect(() => decodeToPanel(null)).toThrow(PanelMessageError)
})

test("whatever was kept, the panel opens", () => {
  assert(
    property(jsonValue(), (kept) => {
      expect(Object.keys(decodeUiState(kept))).toEqual(expect.arrayContaining(Object.keys(firstState)))
    }),
  )
  const kept = { ...firstState, view: "log", shownRun: "r1", collapsedTags: ["a"] } as const
  expect(decodeUiState(JSON.parse(JSON.stringify(kept)))).toEqual(kept)
})

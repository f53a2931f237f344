import { expect, test } from "vitest"
import { toWireJson } from "../../../kernel/jupyter/wire/json.ts"

test.each<[string, unknown, unknown]>([
  ["plain values", { a: [1, "é", null] }, { a: [1, "é", null] }],
  ["whole pairs", "😀", "😀"],
  ["half pairs", "a\ud83d", "a\ufffd"],
  ["the other half", "\ude00b", "\ufffdb"],
  ["half pairs in keys", { "\ud83d": 1 }, { "\ufffd": 1 }],
  ["text that looks like an escape", String.raw`\ud83d`, String.raw`\ud83d`],
  ["both", `${String.raw`\\ud83d`}\ud83d`, `${String.raw`\\ud83d`}\ufffd`],
  ["what isn't a half", "\ud7ff\ue000", "\ud7ff\ue000"],
  ["numbers that JSON doesn't know", { a: Number.NaN }, { a: null }],
  ["large integers", { a: 10n }, { a: "10" }],
])("%s", (_, value, read) => {
  expect(JSON.parse(toWireJson(value))).toEqual(read)
})

import { expect, test } from "vitest"
import { outputChange } from "../../../extension/notebook/outputs.ts"

const bytes = (text: string): Uint8Array => Buffer.from(text)

test.each([
  ["stream", { name: "stderr", text: "oh" }, { kind: "stream", stream: "stderr", text: "oh" }],
  [
    "display_data",
    { data: { "text/plain": "1", "application/json": { a: 1 } }, metadata: { m: 1 }, transient: { display_id: "d" } },
    {
      kind: "add",
      items: [
        { mime: "text/plain", data: bytes("1") },
        { mime: "application/json", data: bytes('{"a":1}') },
      ],
      metadata: { m: 1 },
      displayId: "d",
    },
  ],
  [
    "execute_result",
    { data: { "image/png": "AQID", "image/svg+xml": "<svg/>" }, metadata: {} },
    {
      kind: "add",
      items: [
        { mime: "image/png", data: Buffer.from([1, 2, 3]) },
        { mime: "image/svg+xml", data: bytes("<svg/>") },
      ],
      metadata: {},
    },
  ],
  [
    "update_display_data",
    { data: { "text/plain": "2" }, transient: { display_id: "d" } },
    { kind: "update", items: [{ mime: "text/plain", data: bytes("2") }], displayId: "d" },
  ],
  ["update_display_data", { data: {} }, undefined],
  ["clear_output", { wait: true }, { kind: "clear", wait: true }],
  ["status", { execution_state: "idle" }, undefined],
  [
    "error",
    { ename: "TypeError", evalue: "no", traceback: ["TypeError: no", "at 1"] },
    { kind: "error", error: { name: "TypeError", message: "no", stack: "TypeError: no\nat 1" } },
  ],
])("%s %j", (type, content, change) => {
  expect(outputChange(type, content)).toEqual(change)
})

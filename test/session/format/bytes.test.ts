import { expect, test } from "vitest"
import { formatBytes } from "../../../kernel/session/format/bytes.ts"

test.each<[bytes: number, text: string]>([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1_000, "1 kB"],
  [1_549, "1.5 kB"],
  [23_400, "23 kB"],
  [999_499, "999 kB"],
  [999_960, "1 MB"],
  [2_540_000, "2.5 MB"],
  [5_000_000_000, "5 GB"],
  [7e15, "7000 TB"],
])("%i bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})

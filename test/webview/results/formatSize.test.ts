import { expect, test } from "vitest"
import { formatSize } from "../../../webview/results/formatSize.ts"

test.each<[bytes: number, text: string]>([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1 KB"],
  [1_549, "1.5 KB"],
  [23_400, "23 KB"],
  [999_960, "1 MB"],
  [5_000_000_000, "5 GB"],
  [7e15, "7000 TB"],
])("%i bytes are %s", (bytes, text) => {
  expect(formatSize(bytes)).toBe(text)
})

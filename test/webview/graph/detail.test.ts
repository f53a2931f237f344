import { expect, test } from "vitest"
import { arrowWidthAt, detailAt } from "../../../webview/graph/detail.ts"

test.each([
  [2, "full"],
  [0.8, "full"],
  [0.79, "names"],
  [0.45, "names"],
  [0.44, "colours"],
  [0.02, "colours"],
])("at a zoom of %d, %s are drawn", (zoom, detail) => {
  expect(detailAt(zoom)).toBe(detail)
})

test("arrows stay about as wide on the screen however far away they are, in few steps", () => {
  const zooms = Array.from({ length: 90 }, (_, index) => 0.1 + index / 100)
  const widths = zooms.map(arrowWidthAt)
  for (const [index, zoom] of zooms.entries()) {
    const seen = (widths[index] ?? 0) * zoom
    expect(seen).toBeGreaterThan(0.9)
    expect(seen).toBeLessThan(1.5)
  }
  expect(new Set(widths).size).toBeLessThan(10)
})

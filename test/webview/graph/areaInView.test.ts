import { expect, test } from "vitest"
import { areaInView } from "../../../webview/graph/useArrowsInView.ts"

const size = { width: 1_000, height: 800 }

test.each<[x: number, y: number, zoom: number]>([
  [0, 0, 1],
  [-5_000, 300, 0.15],
  [120, -90_000, 2],
])("moved by %d and %d, at a zoom of %d, all that is in view is within the area", (x, y, zoom) => {
  const [left, top, right, bottom] = areaInView({ ...size, transform: [x, y, zoom] })
    .split(" ")
    .map(Number)
  expect(left).toBeLessThanOrEqual(-x / zoom)
  expect(top).toBeLessThanOrEqual(-y / zoom)
  expect(right).toBeGreaterThanOrEqual((size.width - x) / zoom)
  expect(bottom).toBeGreaterThanOrEqual((size.height - y) / zoom)
})

test("the area is another only a few times while one moves over several windows", () => {
  const areas = Array.from({ length: 3_000 }, (_, moved) => areaInView({ ...size, transform: [-moved, 0, 1] }))
  expect(new Set(areas).size).toBeLessThan(15)
})

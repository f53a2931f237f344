import elk from "elkjs/lib/elk.bundled.js"
import { expect, test } from "vitest"
import { flowElements } from "../../../webview/graph/flowElements.ts"
import { layoutInput, type Direction } from "../../../webview/graph/layoutInput.ts"
import { layoutResult, type Layout } from "../../../webview/graph/layoutResult.ts"
import { quickLayout } from "../../../webview/graph/quickLayout.ts"
import { shapeOfRun, type Shape } from "../../../webview/graph/shape.ts"
import { smallMapSize, wholeView } from "../../../webview/graph/wholeView.ts"

const canvas = { width: 600, height: 500 }

/** A chain, from whose first task an arrow leads around all others to the last. */
function chain(length: number): Shape {
  return shapeOfRun(
    Array.from({ length }, (_, index) => ({
      name: `t${index}`,
      dependsOn: index === 0 ? [] : index === length - 1 ? [`t${index - 1}`, "t0"] : [`t${index - 1}`],
      tags: [],
      line: 1,
    })),
  )
}

function placed(shape: Shape, layout: Layout, direction: Direction) {
  return { shape, direction, isRough: false, ...flowElements(shape, layout, new Map(), () => undefined) }
}

test.each([
  [4, canvas.height],
  [60, canvas.height - smallMapSize.height],
])("the whole of %d tasks is in view with its arrows, and not below the small map", async (length, bottom) => {
  const shape = chain(length)
  const ELK = elk.default
  const layout = layoutResult(await new ELK().layout(layoutInput(shape, "down")))
  const graph = placed(shape, layout, "down")
  const { x, y, zoom } = wholeView(graph, canvas)
  const points = [
    ...graph.nodes.flatMap(({ position, width = 0, height = 0 }) => [
      position,
      { x: position.x + width, y: position.y + height },
    ]),
    ...[...layout.routes.values()].flatMap((route) => route.points),
  ]
  const seen = points.map((point) => ({ x: point.x * zoom + x, y: point.y * zoom + y }))
  expect(Math.min(...seen.map((point) => point.x))).toBeGreaterThanOrEqual(0)
  expect(Math.max(...seen.map((point) => point.x))).toBeLessThanOrEqual(canvas.width)
  expect(Math.min(...seen.map((point) => point.y))).toBeGreaterThanOrEqual(0)
  expect(Math.max(...seen.map((point) => point.y))).toBeLessThanOrEqual(bottom)
})

test.each(["down", "right"] as const)("of very many tasks the first ones are in view, drawn %s", (direction) => {
  const shape = chain(2_000)
  const graph = placed(shape, quickLayout(shape, direction), direction)
  const { x, y, zoom } = wholeView(graph, canvas)
  const [first] = graph.nodes
  if (!first) throw new Error("There are no boxes")
  const { width = 0, height = 0 } = first
  const [left, top] = [first.position.x * zoom + x, first.position.y * zoom + y]
  expect([left >= 0, top >= 0]).toEqual([true, true])
  expect([left + width * zoom < canvas.width, top + height * zoom < canvas.height]).toEqual([true, true])
  expect(width * zoom).toBeGreaterThan(30)
})

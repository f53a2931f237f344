import type { Viewport } from "@xyflow/react"
import elk from "elkjs/lib/elk.bundled.js"
import { describe, expect, test } from "vitest"
import { flowElements, type FlowElements } from "../../../webview/graph/flowElements.ts"
import { layoutInput, type Direction } from "../../../webview/graph/layoutInput.ts"
import { layoutResult, type Layout } from "../../../webview/graph/layoutResult.ts"
import { quickLayout } from "../../../webview/graph/quickLayout.ts"
import { shapeOfRun, type Shape } from "../../../webview/model/graphShape.ts"
import { fits, readableView, wholeView, zooms } from "../../../webview/graph/views.ts"

const canvas = { width: 600, height: 500 }
const directions = ["down", "right"] as const

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
  return { direction, ...flowElements(shape, layout, direction, new Map(), () => undefined) }
}

/** A part of the picture as it is seen on the canvas. */
function seen(rect: { x: number; y: number; width: number; height: number }, { x, y, zoom }: Viewport) {
  const [left, top] = [rect.x * zoom + x, rect.y * zoom + y]
  return { left, top, right: left + rect.width * zoom, bottom: top + rect.height * zoom }
}

function isInside({ left, top, right, bottom }: ReturnType<typeof seen>): boolean {
  return left >= 0 && top >= 0 && right <= canvas.width && bottom <= canvas.height
}

function boxOf({ nodes }: FlowElements, index: number) {
  const { position, width = 0, height = 0 } = nodes[index] ?? { position: { x: NaN, y: NaN } }
  return { ...position, width, height }
}

describe.each(directions)("of a graph that is drawn %s", (direction) => {
  test("all is in view with its arrows, in letters that can be read, when there is room", async () => {
    const ELK = elk.default
    const shape = chain(3)
    const graph = placed(shape, layoutResult(await new ELK().layout(layoutInput(shape, direction))), direction)
    const view = readableView(graph, canvas)
    expect(fits(graph, canvas)).toBe(true)
    expect(isInside(seen(graph.bounds, view))).toBe(true)
    expect(view.zoom).toBeGreaterThanOrEqual(zooms.readable)
  })

  test("else its beginning, or what is looked for, in letters that can be read", () => {
    const graph = placed(chain(200), quickLayout(chain(200), direction), direction)
    expect(fits(graph, canvas)).toBe(false)
    for (const [index, focus] of [
      [0, undefined],
      [0, boxOf(graph, 0)],
      [1, boxOf(graph, 1)],
      [120, boxOf(graph, 120)],
      [199, boxOf(graph, 199)],
    ] as const) {
      const view = readableView(graph, canvas, focus)
      expect(view.zoom).toBeGreaterThanOrEqual(zooms.readable)
      expect(isInside(seen(boxOf(graph, index), view))).toBe(true)
      // No more than a margin is empty, on either side.
      const { left, top, right, bottom } = seen(graph.bounds, view)
      const [start, end, room] = direction === "down" ? [top, bottom, canvas.height] : [left, right, canvas.width]
      expect([start <= 20, end >= room - 20]).toEqual([true, true])
    }
  })

  test("all is seen when somebody asks for it, however small", () => {
    const graph = placed(chain(100), quickLayout(chain(100), direction), direction)
    expect(isInside(seen(graph.bounds, wholeView(graph, canvas)))).toBe(true)
  })
})

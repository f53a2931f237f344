import { describe, expect, test } from "vitest"
import type { TaskOutline } from "../../kernel/flow/events.ts"
import { crossings, layersOf } from "../../kernel/flow/graphLayers.ts"
import { layoutGraph } from "../../kernel/flow/graphLayout.ts"
import { graphAsSvg } from "../../kernel/flow/graphSvg.ts"
import { flowOf, randomFlow, taxi } from "./graphs.ts"

/** The names of each layer, from top to bottom; `|` where an edge only passes. */
function drawn(tasks: readonly TaskOutline[]): string[] {
  return layersOf(tasks).layers.map((layer) => layer.map(({ task }) => task?.name ?? "|").join(" "))
}

describe("layers", () => {
  test.each<[title: string, flow: Record<string, string>, expected: string[]]>([
    ["nothing", {}, []],
    ["one task", { a: "" }, ["a"]],
    ["a chain", { a: "", b: "a", c: "b" }, ["a", "b", "c"]],
    ["a fan", { a: "", b: "a", c: "a", d: "b c" }, ["a", "b c", "d"]],
    ["an edge that passes a layer", { a: "", b: "a", c: "a b" }, ["a", "b |", "c"]],
    ["edges that would cross", { a: "", b: "", c: "b", d: "a" }, ["a b", "d c"]],
    ["tasks out of order", { c: "b", b: "a", a: "" }, ["a", "b", "c"]],
    ["what isn't there", { a: "gone" }, ["a"]],
    ["tasks that wait for each other", { a: "b", b: "a" }, ["a", "b"]],
  ])("%s", (_, flow, expected) => {
    expect(drawn(flowOf(flow)).map((layer) => layer.split(" ").toSorted().join(" "))).toEqual(
      expected.map((layer) => layer.split(" ").toSorted().join(" ")),
    )
    expect(crossings(layersOf(flowOf(flow)).layers)).toBe(0)
  })

  test("crossings are counted", () => {
    const { layers } = layersOf(flowOf({ a: "", b: "", c: "b", d: "a" }))
    expect(crossings(layers.map((layer, index) => (index === 1 ? layer.toReversed() : layer)))).toBe(1)
  })
})

describe("the layout", () => {
  test.each<[title: string, tasks: readonly TaskOutline[]]>([
    ["1 task", flowOf({ a: "" })],
    ["the taxi notebook", taxi],
    ["60 tasks", randomFlow(60)],
    ["a task with a long name", flowOf({ ["x".repeat(500)]: "", b: "" })],
    [
      "200 tasks side by side",
      flowOf(Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`t${index}`, ""]))),
    ],
  ])("of %s: all within the picture, no two boxes over each other, edges from side to side", (_, tasks) => {
    const { width, height, tasks: boxes, edges } = layoutGraph(tasks)
    expect(boxes.map(({ task }) => task.name).toSorted()).toEqual(tasks.map(({ name }) => name).toSorted())
    for (const box of boxes) {
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(box.y).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width).toBeLessThanOrEqual(width)
      expect(box.y + box.height).toBeLessThanOrEqual(height)
      const over = boxes.filter((other) => other !== box && overlaps(box, other))
      expect(over.map(({ task }) => `${box.task.name} ${task.name}`)).toEqual([])
    }
    const place = new Map(boxes.map((box) => [box.task.name, box]))
    expect(edges.length).toBe(tasks.reduce((sum, { dependsOn }) => sum + dependsOn.length, 0))
    for (const { from, to, points } of edges) {
      const [start, end] = [place.get(from), place.get(to)]
      expect(points[0]?.x).toBe((start?.x ?? 0) + (start?.width ?? 0))
      expect(points.at(-1)?.x).toBe(end?.x)
      expect(points.map(({ x }) => x)).toEqual(points.map(({ x }) => x).toSorted((one, other) => one - other))
    }
  })

  test("a chain is drawn on one level", () => {
    expect(new Set(layoutGraph(flowOf({ a: "", b: "a", c: "b" })).tasks.map(({ y }) => y)).size).toBe(1)
  })
})

interface Box {
  x: number
  y: number
  width: number
  height: number
}

function overlaps(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  )
}

test("names are text in the image, whatever is in them", () => {
  const [first] = flowOf({ a: "" })
  const name = `<script>"&'\u0000\ud800]]>`
  const svg = graphAsSvg(first ? [{ ...first, name }] : [])
  expect(svg).toContain("&lt;script&gt;&quot;&amp;&#39;\ufffd\ufffd]]&gt;")
  expect(svg).not.toContain("<script")
})

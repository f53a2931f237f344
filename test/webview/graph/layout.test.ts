import elk from "elkjs/lib/elk.bundled.js"
import { expect, test } from "vitest"
import { layoutInput, sizeOf, type Direction } from "../../../webview/graph/layoutInput.ts"
import { curveAlong, layoutResult, type Layout, type Place } from "../../../webview/graph/layoutResult.ts"
import { nearestBox } from "../../../webview/graph/nearestBox.ts"
import { quickLayout } from "../../../webview/graph/quickLayout.ts"
import { shapeOfRun, type Shape } from "../../../webview/model/graphShape.ts"

const ELK = elk.default
const task = (name: string, ...dependsOn: string[]) => ({ name, dependsOn, tags: [], line: 1 })
const diamond = shapeOfRun([task("top"), task("left", "top"), task("right", "top"), task("end", "left", "right")])

test.each<[points: readonly { x: number; y: number }[], direction: Direction, path: string]>([
  [[], "down", ""],
  [
    [
      { x: 0, y: 0 },
      { x: 0, y: 20 },
    ],
    "down",
    "M 0 0 L 0 20",
  ],
  [
    [
      { x: 0, y: 0 },
      { x: 30, y: 20 },
      { x: 30, y: 60 },
    ],
    "down",
    "M 0 0 C 0 10 30 10 30 20 L 30 60",
  ],
  [
    [
      { x: 0, y: 0 },
      { x: 30, y: 20 },
    ],
    "right",
    "M 0 0 C 15 0 15 20 30 20",
  ],
])("a curve through %j leads %s all along", (points, direction, path) => {
  expect(curveAlong(points, direction)).toBe(path)
})

test.each<[name: string, width: number, height: number]>([
  ["readTrain", 188, 46],
  ["checkTheReadings2024", 188, 62],
  ["checkTheLongNamedConditionThatNeverHoldsInPractice", 252, 62],
])("the card of %s has room for its name", (label, width, height) => {
  expect(sizeOf({ kind: "task", label })).toEqual({ width, height })
})

const layouts: readonly [name: string, layOut: (shape: Shape, direction: Direction) => Promise<Layout> | Layout][] = [
  ["careful", async (shape, direction) => layoutResult(await new ELK().layout(layoutInput(shape, direction)))],
  ["quick", quickLayout],
]

test.each(layouts)("the %s layout: no boxes overlap, and arrows lead in its direction", async (_, layOut) => {
  const wide = shapeOfRun([
    task("a"),
    ...Array.from({ length: 40 }, (_, index) => task(`t${index}`, index < 20 ? "a" : `t${index - 20}`)),
  ])
  for (const shape of [diamond, wide]) {
    for (const direction of ["down", "right"] as const) {
      const { places, routes } = await layOut(shape, direction)
      const boxes = [...places.values()]
      expect(boxes.length).toBe(shape.nodes.length)
      expect(boxes.filter((box, index) => boxes.slice(index + 1).some((other) => overlap(box, other)))).toEqual([])
      for (const { id, from, to } of shape.edges) {
        const [source, target] = [places.get(from), places.get(to)]
        if (!source || !target) throw new Error(`${id} isn't placed`)
        const along =
          direction === "down" ? target.y - (source.y + source.height) : target.x - (source.x + source.width)
        expect(along).toBeGreaterThan(0)
        expect(routes.get(id)?.points.length).toBeGreaterThanOrEqual(2)
      }
    }
  }
})

test("the quick layout puts what is joined below each other, so that arrows don't cross without need", () => {
  // Two chains whose tasks are written in the other order from layer to layer.
  const { places } = quickLayout(
    shapeOfRun([task("a"), task("b"), task("b1", "b"), task("a1", "a"), task("a2", "a1"), task("b2", "b1")]),
    "down",
  )
  const left = (name: string): number => places.get(`task:${name}`)?.x ?? NaN
  expect(["1", "2"].map((layer) => left(`a${layer}`) < left(`b${layer}`))).toEqual(
    Array.from({ length: 2 }, () => left("a") < left("b")),
  )
})

test("an open subflow is within its task's box, below its title", async () => {
  const subflows = new Map([["task:left", shapeOfRun([task("one"), task("two", "one")])]])
  const { places, routes } = layoutResult(await new ELK().layout(layoutInput(diamond, "down", subflows)))
  const outer = places.get("task:left")
  const inner = places.get("task:left/task:two")
  expect(inner?.parent).toBe("task:left")
  expect(
    inner && outer && inner.y + inner.height < outer.height && inner.y > sizeOf({ kind: "task", label: "" }).height,
  ).toBe(true)
  expect(routes.get("task:left/task:one → task:two")?.points[0]?.y).toBeGreaterThan(outer?.y ?? Infinity)
})

test.each<[from: string, key: string, to: string | undefined]>([
  ["task:top", "ArrowDown", "task:left"],
  ["task:left", "ArrowRight", "task:right"],
  ["task:right", "ArrowDown", "task:end"],
  ["task:end", "ArrowUp", "task:left"],
  ["task:top", "ArrowUp", undefined],
  ["task:top", "Enter", undefined],
  ["task:gone", "ArrowDown", undefined],
])("from %s, %s leads to %s", (from, key, to) => {
  const { places } = quickLayout(diamond, "down")
  const boxes = [...places].map(([id, { x, y, width, height }]) => ({ id, position: { x, y }, width, height }))
  expect(nearestBox(boxes, from, key)).toBe(to)
})

function overlap(one: Place, other: Place): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  )
}

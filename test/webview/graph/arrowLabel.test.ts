import { expect, test } from "vitest"
import { arrowLabel, arrowSize, labelPlaces } from "../../../webview/graph/arrowLabel.ts"
import type { Direction } from "../../../webview/graph/layoutInput.ts"

test.each<[names: readonly string[], label: string]>([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a, b"],
  [["a", "b", "c", "d"], "a, b +2"],
  [["aNameThatIsMuchTooLong"], "aNameThatIsMuchTo…"],
])("%j is written as %j", (names, label) => {
  expect(arrowLabel(names)).toBe(label)
})

test.each<[names: readonly string[], size: string | undefined]>([
  [["a", "b"], "1.5 kB"],
  [["a", "unknown"], undefined],
  [[], undefined],
])("what travels along an arrow with %j is %s", (names, size) => {
  const sizes = new Map([
    ["read a", 1_000],
    ["read b", 500],
  ])
  expect(arrowSize(sizes, "task:read", names)).toBe(size)
})

const box = { width: 100, height: 40 }

test.each<[direction: Direction, start: string, end: string]>([
  ["down", "50 43", "150 89"],
  ["right", "50 17", "150 77"],
])("labels of arrows that lead %s are beside the boxes at their ends", (direction, start, end) => {
  const places = labelPlaces(
    [
      { x: 50, y: 40 },
      { x: 150, y: 100 },
    ],
    direction,
    { from: box, to: box },
  )
  expect([places.start, places.middle, places.end].map(({ x, y }) => `${x} ${y}`)).toEqual([start, "100 70", end])
})

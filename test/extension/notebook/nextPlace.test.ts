import { expect, test } from "vitest"
import { nextPlace } from "../../../extension/notebook/nextPlace.ts"

test.each<[places: readonly number[], at: number, next: number | undefined, previous: number | undefined]>([
  [[], 3, undefined, undefined],
  [[3], 3, 3, 3],
  [[1, 4, 6], 0, 1, 6],
  [[1, 4, 6], 4, 6, 1],
  [[1, 4, 6], 5, 6, 4],
  [[1, 4, 6], 9, 1, 6],
])("of %j from %d", (places, at, next, previous) => {
  expect(nextPlace(places, at, "next")).toBe(next)
  expect(nextPlace(places, at, "previous")).toBe(previous)
})

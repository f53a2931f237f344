import { expect, test } from "vitest"
import { stackPieces } from "../../../webview/renderers/frames.ts"

test.each([
  ["    at half (taxi.tsnb:12:5)", ["taxi.tsnb", 12, 5]],
  ["    at taxi.tsnb:12:5", ["taxi.tsnb", 12, 5]],
  ["    at In [3]:2:1", ["In [3]", 2, 1]],
  ["    at async half (In [13]:2:1)", ["In [13]", 2, 1]],
  ["    at helpers/trips.ts:7:9", ["helpers/trips.ts", 7, 9]],
  ["    at new Trip (/home/a b/trips.ts:7:9)", ["/home/a b/trips.ts", 7, 9]],
  ["    at Trip.read [as readTrip] (C:\\data\\trips.ts:7:9)", ["C:\\data\\trips.ts", 7, 9]],
  ["    at file:///home/trips.ts:7:9", ["file:///home/trips.ts", 7, 9]],
  ["    at readFileSync (node:fs:440:20)", undefined],
  ["    at Array.map (<anonymous>)", undefined],
  ["    at async Promise.all (index 0)", undefined],
  ["  > 2 | throw new Error('at a:1:2')", undefined],
  ["TypeError: no", undefined],
] as const)("%s", (line, place) => {
  const pieces = stackPieces(line)
  expect(pieces.map(({ text }) => text).join("")).toBe(line)
  const found = pieces.find((piece) => piece.place)?.place
  expect(found && [found.source, found.line, found.column]).toEqual(place)
})

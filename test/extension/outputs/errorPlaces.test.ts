import { join, resolve } from "node:path"
import { expect, test } from "vitest"
import { errorPlace, type PlacedCell } from "../../../extension/outputs/errorPlaces.ts"

const folder = resolve("work")
const notebook = join(folder, "taxi.tsnb")
const cells: readonly PlacedCell[] = [
  { id: "a", line: 2, lineCount: 3, order: 4 },
  { id: "b", line: 7, lineCount: 2 },
  { id: "c", line: 12, lineCount: 5, order: 7 },
]
const at = (source: string, line: number, about: { cell?: string; cellLine?: number } = {}) =>
  errorPlace({ type: "reveal", cell: "b", source, line, column: 3, ...about }, notebook, cells)

test.each([
  ["the cell itself", "taxi.tsnb", 8, {}, { kind: "cell", id: "b", line: 2 }],
  [
    "the cell itself, which was elsewhere when it ran",
    "taxi.tsnb",
    4,
    { cellLine: 3 },
    { kind: "cell", id: "b", line: 2 },
  ],
  ["another cell", "taxi.tsnb", 13, {}, { kind: "cell", id: "c", line: 2 }],
  ["behind a cell", "taxi.tsnb", 10, {}, { kind: "cell", id: "b", line: 2 }],
  ["before all cells", "taxi.tsnb", 1, {}, undefined],
  ["a cell by its number", "In [7]", 2, {}, { kind: "cell", id: "c", line: 2 }],
  ["a number that no cell has", "In [3]", 2, {}, undefined],
  [
    "a module beside the notebook",
    "helpers/trips.ts",
    7,
    {},
    { kind: "file", path: join(folder, "helpers", "trips.ts"), line: 7 },
  ],
  ["a module elsewhere", resolve("lib", "a.js"), 1, {}, { kind: "file", path: resolve("lib", "a.js"), line: 1 }],
] as const)("%s", (_, source, line, about, place) => {
  expect(at(source, line, about)).toEqual(place && { ...place, column: 3 })
})

test("Of several cells with a number, the one that failed is meant.", () => {
  const twice = [...cells, { id: "d", line: 20, lineCount: 1, order: 7 }]
  const reveal = { type: "reveal", cell: "d", source: "In [7]", line: 1, column: 1 } as const
  expect(errorPlace(reveal, notebook, twice)).toMatchObject({ id: "d" })
})

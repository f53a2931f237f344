/**
 * How long it takes to make the representations of large values, in milliseconds, and how large these are.
 * Run: `node test/bench/display.ts`
 */
import { tableFromArrays } from "apache-arrow"
import { DataFrame } from "danfojs-node"
import { show } from "../../kernel/runtime/display/show.ts"

const rows = 1_000_000
const numbers = Array.from({ length: 10 * rows }, (_, index) => index / 7)
const columns = { id: Int32Array.from({ length: rows }, (_, row) => row), fare: new Float64Array(rows) }

const values: readonly (readonly [name: string, value: unknown])[] = [
  ["a number", 42],
  ["a small object", { rmse: 5.15, rounds: 100, best: { depth: 30, seed: 42 } }],
  ["a list of 10,000,000 numbers", numbers],
  ["10,000,000 typed numbers", Float64Array.from(numbers)],
  ["a map of 1,000,000 entries", new Map(numbers.slice(0, rows).map((value, index) => [index, value] as const))],
  ["1,000,000 records", numbers.slice(0, rows).map((fare, id) => ({ id, fare, zone: "a" }))],
  ["an Arrow table of 1,000,000 rows", tableFromArrays(columns)],
  ["a danfojs frame of 1,000,000 rows", new DataFrame(numbers.slice(0, rows).map((fare, id) => [id, fare]))],
  [
    "an object with 100,000 properties",
    Object.fromEntries(numbers.slice(0, 100_000).map((value, id) => [`k${id}`, value])),
  ],
  ["a text of 10,000,000 characters", "x".repeat(10 * rows)],
]

for (const [name, value] of values) {
  const times: number[] = []
  let size = 0
  while (times.length < 5) {
    const start = performance.now()
    const shown = await show(value)
    times.push(performance.now() - start)
    size = JSON.stringify(shown).length
  }
  const [first = NaN] = times
  const median = times.toSorted((left, right) => left - right)[2] ?? NaN
  const figures = [first, median].map((time) => time.toFixed(2).padStart(8))
  console.log(
    `${name.padEnd(36)} first ${figures[0]} ms, then ${figures[1]} ms, ${String(size).padStart(6)} characters`,
  )
}

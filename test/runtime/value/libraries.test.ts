import * as arrow from "apache-arrow"
import { DataFrame, Series, concat, toDateTime } from "danfojs-node"
import { createRequire } from "node:module"
import { describe, expect, test } from "vitest"
import { decodeValue } from "../../../kernel/runtime/value/value.ts"
import { bytesOf, noClasses, roundTrip } from "./context.ts"

const fields = ["$data", "$dataIncolumnFormat", "$index", "$columns", "$dtypes", "$isSeries"] as const

function taxi(): DataFrame {
  return new DataFrame(
    [
      ["74", 1.5, 7, true],
      ["75", NaN, 8, false],
      [null, -0, 9, true],
    ],
    { columns: ["PULocationID", "trip_distance", "n", "paid"], index: ["a", "b", "c"], config: { tableMaxRow: 3 } },
  )
}

describe("danfojs", () => {
  test.each([
    ["frame", taxi()],
    ["index that counts", new DataFrame({ a: [1, 2], b: ["x", "y"] })],
    ["empty frame", new DataFrame([])],
    ["frame of columns only", new DataFrame([], { columns: ["a", "b"] })],
    [
      "low memory",
      new DataFrame(
        [
          [1, 2],
          [3, 4],
        ],
        { config: { lowMemoryMode: true } },
      ),
    ],
    ["frame of dates", new DataFrame({ d: [new Date(1), new Date(2)] })],
    ["concatenated", concat({ dfList: [taxi(), taxi().resetIndex()], axis: 1 })],
    [
      "sorted and filtered",
      taxi()
        .sortValues("n", { ascending: false })
        .loc({ rows: ["c", "b"] }),
    ],
    ["series", new Series([1.5, 2, NaN], { columns: ["x"], index: [5, 6, 7] })],
    ["series of strings", new Series(["a", null, "b"])],
    ["empty series", new Series([])],
    ["column", taxi()["PULocationID"]],
  ])("%s", async (_, value) => {
    const back = Object(await roundTrip(value))
    for (const field of fields) expect([field, back[field]]).toStrictEqual([field, Object(value)[field]])
    expect({ ...back.$config }).toStrictEqual({ ...Object(value).$config })
    expect(await bytesOf(back)).toEqual(await bytesOf(value))
  })

  test("what comes back works", async () => {
    const back = Object(await roundTrip(taxi()))
    expect(back).toBeInstanceOf(DataFrame)
    back.addColumn("double", back["trip_distance"].mul(2), { inplace: true })
    expect(back["double"].values).toEqual([3, NaN, -0])
    back["n"] = [1, 2, 3]
    expect(back["n"].sum()).toBe(6)
    expect(back.groupby(["paid"]).col(["n"]).sum().shape).toEqual([2, 2])
    expect(Object(await roundTrip(new Series(["2024-05-01"]))).dt).toBeDefined()
    expect(toDateTime(Object(await roundTrip(["2024-05-01"])))).toBeDefined()
  })

  test("a frame and its column, in other values, each once", async () => {
    const frame = taxi()
    const back = Object(await roundTrip({ train: [frame, frame], column: frame["n"] }))
    expect(back.train[0]).toBe(back.train[1])
    expect(back.column.values).toEqual([7, 8, 9])
  })

  test("when rows and columns disagree the rows count", async () => {
    const frame = taxi()
    Object(frame).$data[0][2] = 70
    expect(Object(await roundTrip(frame)).$dataIncolumnFormat[2]).toEqual([70, 8, 9])
  })

  test("equal frames have equal bytes, however they were made", async () => {
    const numbers = [1, 2].map((one) => one + 0.5 - 0.5)
    expect(await bytesOf(new DataFrame({ a: numbers }))).toEqual(
      await bytesOf(new DataFrame([[1], [2]], { columns: ["a"] })),
    )
  })

  test("a function in a cell is named by the code that reaches it", async () => {
    await expect(bytesOf({ df: new DataFrame({ a: [1, () => 1] }) })).rejects.toThrow(
      "value.df.$dataIncolumnFormat[0][1] is a function",
    )
  })

  test("without danfojs it says so", async () => {
    const context = {
      ...noClasses,
      loadModule: () => Promise.reject(new Error("Cannot find package 'danfojs-node'")),
    }
    await expect(decodeValue(await bytesOf(taxi()), context)).rejects.toThrow("Cannot find package 'danfojs-node'")
  })
})

function arrowTable(rows = 3): arrow.Table {
  const index = Array.from({ length: rows }, (_, row) => row)
  return new arrow.Table({
    id: arrow.vectorFromArray(index, new arrow.Int32()),
    price: arrow.vectorFromArray(
      index.map((row) => (row === 1 ? null : row / 3)),
      new arrow.Float64(),
    ),
    name: arrow.vectorFromArray(index.map((row) => `n${row}`)),
    tags: arrow.vectorFromArray(
      index.map((row) => ["a", `b${row}`]),
      new arrow.List(new arrow.Field("item", new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()))),
    ),
    when: arrow.vectorFromArray(
      index.map((row) => new Date(row * 1000)),
      new arrow.TimestampMillisecond(),
    ),
  })
}

describe("Apache Arrow", () => {
  test.each<readonly [string, () => { toString(): string }]>([
    ["table", () => arrowTable()],
    ["table of several batches", () => arrowTable(2).concat(arrowTable(4))],
    ["sliced table", () => arrowTable(10).slice(2, 7)],
    ["empty table", () => arrowTable(0)],
    ["record batch", () => Object(arrowTable().batches[0])],
    ["vector", () => arrow.vectorFromArray([1, null, 3], new arrow.Int16())],
    ["vector of strings", () => arrow.vectorFromArray(["a", "b", "a"])],
    ["empty vector", () => arrow.vectorFromArray([], new arrow.Float64())],
  ])("%s", async (_, make) => {
    const value = make()
    const bytes = await bytesOf({ value })
    const { value: back } = Object(await decodeValue(bytes, noClasses))
    expect(back.constructor.name).toBe(value.constructor.name)
    expect(String(back)).toBe(String(value))
    expect(await bytesOf({ value: back })).toEqual(bytes)
    // Arrow numbers dictionaries by a counter of the process; that may not show.
    expect(await bytesOf({ value: make() })).toEqual(bytes)
  })

  test("one of another build than the notebook's is refused, not written wrong", async () => {
    // `import` gives one build of the package, `require` another.
    const required: unknown = createRequire(import.meta.url)("apache-arrow")
    expect(Object(required).Table).not.toBe(arrow.Table)
    const context = { ...noClasses, importModule: () => Promise.resolve(required) }
    await expect(bytesOf({ table: arrowTable() }, context)).rejects.toThrow(
      "value.table is a value of apache-arrow, which could not write it: it was made by another copy",
    )
    expect(await roundTrip(arrowTable())).toBeInstanceOf(arrow.Table)
  })
})

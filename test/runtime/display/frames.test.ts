import * as arrow from "apache-arrow"
import { createRequire } from "node:module"
import { DataFrame, Series } from "danfojs-node"
import { describe, expect, test } from "vitest"
import { show, type Shown } from "../../../kernel/runtime/display/show.ts"

const rows = 100_000

function shown(value: unknown): Shown["data"] {
  const made = show(value)
  if (made === undefined || made instanceof Promise) throw new Error("shown at once, as every table")
  return made.data
}

function textOf(value: unknown): readonly string[] {
  return String(shown(value)["text/plain"]).split("\n")
}

describe("danfojs", () => {
  test("a frame has its columns' types and its own index", () => {
    const frame = new DataFrame({ n: [1, 2.5], word: ["x", null], flag: [true, false] }, { index: ["r", "s"] })
    expect(textOf(frame)).toEqual([
      "         n  word    flag",
      "   float32  string  boolean",
      "r      1.0  x       true",
      "s      2.5  null    false",
      "2 rows × 3 columns",
    ])
    expect(shown(frame)["text/html"]).toContain("<th>r</th>")
  })

  test("a series is a table of one column", () => {
    expect(textOf(new Series([3, 4], { columns: ["n"] }))).toEqual([
      "       n",
      "   int32",
      "0      3",
      "1      4",
      "2 rows × 1 column",
    ])
  })

  test("a long frame is cut, and says how long it is", () => {
    const frame = new DataFrame({ n: Array.from({ length: rows }, (_, row) => row) })
    const data = shown(frame)
    expect(data["text/html"]).toContain("<p>100,000 rows × 1 column</p>")
    expect(String(data["text/html"]).length).toBeLessThan(5_000)
    expect(String(data["text/plain"]).split("\n")).toHaveLength(2 + 5 + 1 + 5 + 1)
  })

  test("an empty frame says so", () => {
    expect(textOf(new DataFrame([]))).toEqual(["0 rows × 0 columns"])
  })

  test("a frame whose fields were damaged is still shown somehow", () => {
    const frame = new DataFrame({ n: [1, 2] })
    Object.assign(frame, { $data: [null, [7]], $columns: undefined, $index: [] })
    expect(textOf(frame)).toEqual(["2 rows × 0 columns"])
  })
})

// The two builds of the package are two copies of each class.
const builds = { imported: arrow, required: createRequire(import.meta.url)("apache-arrow") as typeof arrow }

describe.for(Object.entries(builds))("Apache Arrow, %s", ([, { tableFromArrays, vectorFromArray, ...rest }]) => {
  test("a table has the types of its columns", () => {
    const table = tableFromArrays({ n: Int32Array.of(1, 20), big: BigInt64Array.of(1n, 2n), word: ["x", "yes"] })
    expect(textOf(table)).toEqual([
      "       n    big  word",
      "   Int32  Int64  Dictionary<Int32, Utf8>",
      "0      1      1  x",
      "1     20      2  yes",
      "2 rows × 3 columns",
    ])
  })

  test("a record batch is a table", () => {
    const [batch] = tableFromArrays({ n: Int32Array.of(1) }).batches
    expect(textOf(batch)).toEqual(["       n", "   Int32", "0      1", "1 row × 1 column"])
  })

  test.for([
    ["a vector", vectorFromArray([1, 2, null]), ["1", "2", "null"]],
    ["times", vectorFromArray([new Date(1_000)], new rest.TimestampMicrosecond()), ["1970-01-01T00:00:01Z"]],
    ["days", vectorFromArray([new Date(0)], new rest.DateDay()), ["1970-01-01T00:00:00Z"]],
    ["lists", vectorFromArray([[1, 2], [3]]), ["[1, 2]", "[3]"]],
    [
      "long lists",
      vectorFromArray([Array.from({ length: 1_000 }, (_, index) => index)]),
      ["[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …]"],
    ],
    ["structs", vectorFromArray([{ x: 1, y: "a", z: [1] }]), [`{ x: 1, y: "a", z: [1] }`]],
    ["bytes", vectorFromArray([Uint8Array.of(1, 2)], new rest.Binary()), ["Uint8Array(2) [ 1, 2 ]"]],
    ["booleans", vectorFromArray([true, null]), ["true", "null"]],
    [
      "decimals",
      rest.makeVector(
        rest.makeData({
          type: new rest.Decimal(2, 10, 128),
          data: Uint32Array.of(12_345, 0, 0, 0, 0xff_ff_ff_ff, 0xff_ff_ff_ff, 0xff_ff_ff_ff, 0xff_ff_ff_ff),
        }),
      ),
      ["123.45", "-0.01"],
    ],
  ] as const)("%s", ([, vector, texts]) => {
    const lines = textOf(vector).slice(2, -1)
    expect(lines.map((line) => line.slice(3).trim())).toEqual(texts)
  })

  test("a long table is cut, and says how long it is", () => {
    const data = shown(tableFromArrays({ n: new Float64Array(rows) }))
    expect(data["text/html"]).toContain("<p>100,000 rows × 1 column</p>")
    expect(String(data["text/html"]).length).toBeLessThan(5_000)
  })
})

describe("lists of records", () => {
  test("are tables, and text as any list", () => {
    const data = shown([
      { step: 1, seconds: 0.5 },
      { step: 2, seconds: 0.75, note: "slow" },
    ])
    expect(data["text/html"]).toContain("<p>2 rows × 3 columns</p>")
    expect(data["text/html"]).toContain('<td style="text-align: right">0.50</td>')
    expect(data["text/plain"]).toBe("[ { step: 1, seconds: 0.5 }, { step: 2, seconds: 0.75, note: 'slow' } ]")
  })

  test("that would take several lines a row are tables in a terminal too, if these have room for all", () => {
    const since = new Date("2023-01-01")
    const row = { name: "Bern", since, until: since, size: 1.5, left: true }
    expect(shown([row, row])["text/plain"]).toBe(
      [
        "   name  since                 until                 size  left",
        "0  Bern  2023-01-01T00:00:00Z  2023-01-01T00:00:00Z   1.5  true",
        "1  Bern  2023-01-01T00:00:00Z  2023-01-01T00:00:00Z   1.5  true",
        "2 rows × 5 columns",
      ].join("\n"),
    )
    const long = "a long text ".repeat(10)
    expect(shown([{ ...row, long }])["text/plain"]).toContain(`long: '${long}'`)
  })

  test("of 226 rows, a terminal is shown as much as of a frame", () => {
    const data = shown(Array.from({ length: 226 }, (_, row) => ({ row, name: `row ${row}` })))
    const lines = String(data["text/plain"]).split("\n")
    expect(lines[0]).toMatch(/^ +row  name$/)
    expect(lines).toHaveLength(13)
    expect(lines[1]).toMatch(/^0 +0  row 0$/)
    expect(lines[6]).toContain("⋮")
    expect(lines.slice(-2)).toEqual([expect.stringMatching(/^225 +225  row 225$/), "226 rows × 2 columns"])
  })

  test("of a long one, the ends are looked at", () => {
    const data = shown(Array.from({ length: 1_000_000 }, (_, row) => ({ row, big: BigInt(row) })))
    expect(data["text/html"]).toContain("<p>1,000,000 rows × 2 columns</p>")
  })

  test.for([
    ["nothing", []],
    ["numbers", [1, 2]],
    ["lists", [[1], [2]]],
    ["objects with objects in them", [{ a: {} }]],
    ["objects with methods", [{ a() {} }]],
    [
      "objects with getters",
      [
        {
          get a() {
            throw new Error("never run")
          },
        },
      ],
    ],
    [
      "objects of a class",
      [
        new (class Trip {
          miles = 1
        })(),
      ],
    ],
    ["nothing in common", [{ a: 1 }, { b: 2 }]],
    ["empty objects", [{}, {}]],
    ["something else among them", [{ a: 1 }, 2]],
    ["holes", Object.assign([], { 2: { a: 1 } })],
    ["proxies", [new Proxy({ a: 1 }, {})]],
  ] as const)("%s: no table", ([, value]) => {
    expect(Object.keys(shown(value))).toEqual(["text/plain"])
  })
})

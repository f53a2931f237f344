import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parquetWriteBuffer } from "hyparquet-writer"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { sampleFile } from "../../examples/setup/sample.ts"
import { unknownPlace } from "../../examples/tripColumns.ts"
import { columnsOf, keepUsable, readTrips, roomFor, TripsError, type RawTrips } from "../../examples/trips.ts"

const second = 1_000_000

function keptOf(...parts: readonly RawTrips[]): ReturnType<typeof columnsOf> {
  const kept = roomFor(parts.reduce((sum, part) => sum + part.trip_distance.length, 0))
  for (const part of parts) keepUsable(part, kept)
  return columnsOf(kept)
}

describe("which trips are kept", () => {
  const table: readonly [what: string, pickup: unknown, dropoff: unknown, durations: number[]][] = [
    ["a minute", 0, 60 * second, [1]],
    ["a microsecond less", 0, 60 * second - 1, []],
    ["an hour", 0, 3_600 * second, [60]],
    ["a microsecond more", 0, 3_600 * second + 1, []],
    ["661 seconds, as Python divides them", 0, 661 * second, [11.016666666666667]],
    ["times as big integers", 5n, 5n + 120n * 1_000_000n, [2]],
    ["no pickup", null, 60 * second, []],
    ["no dropoff", 0, undefined, []],
    ["a dropoff before the pickup", 120 * second, 0, []],
    ["a time that is text", "0", "60000000", []],
  ]
  test.each(table)("%s", (_what, pickup, dropoff, durations) => {
    const kept = keptOf({
      lpep_pickup_datetime: [pickup],
      lpep_dropoff_datetime: [dropoff],
      PULocationID: [1n],
      DOLocationID: [2n],
      trip_distance: [1],
    })
    expect([...kept.duration]).toEqual(durations)
    expect(kept.PULocationID).toHaveLength(durations.length)
  })

  test("what is missing is kept as missing", () => {
    const kept = keptOf({
      lpep_pickup_datetime: [0, 0, 0],
      lpep_dropoff_datetime: [60 * second, 60 * second, 60 * second],
      PULocationID: [130n, 130, null],
      DOLocationID: Int32Array.of(1, 2, 3),
      trip_distance: [1.5, null, undefined],
    })
    expect(kept.PULocationID).toEqual(Int32Array.of(130, 130, unknownPlace))
    expect(kept.DOLocationID).toEqual(Int32Array.of(1, 2, 3))
    expect(kept.trip_distance).toEqual(Float64Array.of(1.5, Number.NaN, Number.NaN))
  })
})

describe("a Parquet file", () => {
  let folder = ""
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tsnb trips "))
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function fileOf(name: string, content: Uint8Array | string): Promise<string> {
    const path = join(folder, name)
    await writeFile(path, content)
    return path
  }

  test("of several row groups is read whole, as an Arrow table", async () => {
    const start = Date.parse("2023-01-01T00:00:00Z")
    const minutes = [0, 1, 2, 61, 3]
    const path = await fileOf(
      "groups.parquet",
      new Uint8Array(
        parquetWriteBuffer({
          rowGroupSize: 2,
          columnData: [
            { name: "lpep_pickup_datetime", data: minutes.map(() => new Date(start)), type: "TIMESTAMP" },
            {
              name: "lpep_dropoff_datetime",
              data: minutes.map((minute) => new Date(start + minute * 60_000)),
              type: "TIMESTAMP",
            },
            { name: "PULocationID", data: [1n, 2n, 3n, 4n, 5n], type: "INT64" },
            { name: "DOLocationID", data: [6n, 7n, 8n, 9n, 10n], type: "INT64" },
            { name: "trip_distance", data: [0, 0.1, null, 3, 4], type: "DOUBLE" },
          ],
        }),
      ),
    )
    const { trips, generated } = await readTrips(path)
    expect(generated).toBe(false)
    expect(trips.schema.fields.map(String)).toEqual([
      "PULocationID: Int32",
      "DOLocationID: Int32",
      "trip_distance: Float64",
      "duration: Float64",
    ])
    expect(trips.toArray().map((row) => Object.values(row.toJSON()))).toEqual([
      [2, 7, 0.1, 1],
      [3, 8, Number.NaN, 2],
      [5, 10, 4, 3],
    ])
  })

  test("that was generated says so, and has the columns of the real ones", async () => {
    const { trips, generated } = await readTrips(await fileOf("sample.parquet", sampleFile("2023-01", 500)))
    expect(generated).toBe(true)
    expect(trips.numRows).toBeGreaterThan(400)
    expect(trips.numRows).toBeLessThan(500)
  })

  const bad: readonly [what: string, content: Uint8Array | string, message: RegExp][] = [
    ["that is empty", "", /isn't a Parquet file/],
    ["that is text", "pickup,dropoff\n".repeat(10), /isn't a Parquet file/],
    [
      "without the columns",
      new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "trip_distance", data: [1] }] })),
      /has no column lpep_pickup_datetime, lpep_dropoff_datetime, PULocationID, DOLocationID/,
    ],
    ["without trips", sampleFile("2023-01", 0), /has no trips of 1 to 60 minutes among its 0 rows/],
  ]
  test.each(bad)("%s is refused by its path", async (_what, content, message) => {
    const path = await fileOf("bad.parquet", content)
    const reading = readTrips(path)
    await expect(reading).rejects.toThrow(TripsError)
    await expect(reading).rejects.toThrow(message)
    await expect(reading).rejects.toThrow(path)
  })

  test("that isn't there is the system's error, so that a retry can make sense of it", async () => {
    await expect(readTrips(join(folder, "absent.parquet"))).rejects.toMatchObject({ code: "ENOENT" })
  })
})

describe("a sample", () => {
  test("has the same bytes for the same month, others for another", () => {
    expect(sampleFile("2023-01", 100)).toEqual(sampleFile("2023-01", 100))
    expect(sampleFile("2023-01", 100)).not.toEqual(sampleFile("2023-02", 100))
  })
})

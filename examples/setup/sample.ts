import { randomUUID } from "node:crypto"
import { mkdir, rename, rm, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import type { SchemaElement } from "hyparquet"
import { parquetWriteBuffer } from "hyparquet-writer"
import { generatedKey } from "../tripColumns.ts"
import { randomNumbers } from "./randomNumbers.ts"

/** A made-up trip, with the columns of the real files. */
type Trip = Readonly<Record<string, Date | string | number | bigint | null>>

const whole: Partial<SchemaElement> = { type: "INT64" }
const decimal: Partial<SchemaElement> = { type: "DOUBLE" }
const text: Partial<SchemaElement> = { type: "BYTE_ARRAY", converted_type: "UTF8" }
const time: Partial<SchemaElement> = {
  type: "INT64",
  converted_type: "TIMESTAMP_MICROS",
  logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" },
}

/** The schema of the files of 2023, in their order. */
const columns: Readonly<Record<string, Partial<SchemaElement>>> = {
  VendorID: whole,
  lpep_pickup_datetime: time,
  lpep_dropoff_datetime: time,
  store_and_fwd_flag: text,
  RatecodeID: decimal,
  PULocationID: whole,
  DOLocationID: whole,
  passenger_count: decimal,
  trip_distance: decimal,
  fare_amount: decimal,
  extra: decimal,
  mta_tax: decimal,
  tip_amount: decimal,
  tolls_amount: decimal,
  ehail_fee: { type: "INT32", logical_type: { type: "NULL" } },
  improvement_surcharge: decimal,
  total_amount: decimal,
  payment_type: decimal,
  trip_type: decimal,
  congestion_surcharge: decimal,
}

/** Zones where green taxis are often taken, in upper Manhattan, Brooklyn and Queens. */
const zones = [7, 25, 33, 41, 42, 43, 65, 66, 74, 75, 82, 92, 95, 97, 116, 129, 130, 166, 181, 244, 260]

/**
 * The content of a made-up trip file: the schema of the real ones, and durations that follow from the distances, with
 * some noise. The same month and size always give the same bytes.
 * @param month as in `2023-01`
 */
export function sampleFile(month: string, size: number): Uint8Array {
  const random = randomNumbers(month)
  const start = Date.parse(`${month}-01T00:00:00Z`)
  const trips = Array.from({ length: size }, () => makeTrip(start, random))
  const elements = Object.entries(columns).map(elementNamed)
  const buffer = parquetWriteBuffer({
    schema: [{ name: "schema", num_children: elements.length }, ...elements],
    columnData: elements.map(({ name }) => ({ name, data: trips.map((trip) => trip[name]) })),
    kvMetadata: [{ key: generatedKey, value: "true" }],
  })
  return new Uint8Array(buffer)
}

function elementNamed([name, element]: [string, Partial<SchemaElement>]): SchemaElement {
  return { name, repetition_type: "OPTIONAL", ...element }
}

/** Writes `sampleFile` to a path; it is there only when it is whole. */
export async function writeSample(path: string, month: string, size: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const partial = `${path}.${randomUUID()}.partial`
  try {
    await writeFile(partial, sampleFile(month, size), { flush: true })
    await rename(partial, path)
  } finally {
    await rm(partial, { force: true })
  }
}

function makeTrip(start: number, random: () => number): Trip {
  const pickup = start + Math.floor(random() * 28 * 86_400) * 1_000
  // The sum of two is most often in the middle; its square makes many short trips and a few long ones.
  const distance = round(0.3 + 3 * (random() + random()) ** 2)
  const minutes = 2 + distance * (3.5 + 2 * random()) + 3 * random()
  // A few are mistakes, as among the real ones: meters that were never turned off, or turned off at once.
  const mistake = random()
  const seconds = mistake < 0.02 ? 5 : mistake > 0.98 ? 86_000 : Math.round(minutes * 60)
  const fare = round(3 + 2.5 * distance)
  return {
    VendorID: 2n,
    lpep_pickup_datetime: new Date(pickup),
    lpep_dropoff_datetime: new Date(pickup + seconds * 1_000),
    store_and_fwd_flag: "N",
    RatecodeID: 1,
    PULocationID: zoneAt(random()),
    DOLocationID: zoneAt(random()),
    passenger_count: 1 + Math.floor(random() * 4),
    trip_distance: distance,
    fare_amount: fare,
    extra: 0.5,
    mta_tax: 0.5,
    tip_amount: 0,
    tolls_amount: 0,
    ehail_fee: null,
    improvement_surcharge: 1,
    total_amount: round(fare + 2),
    payment_type: 1,
    trip_type: 1,
    congestion_surcharge: 0,
  }
}

function zoneAt(fraction: number): bigint {
  return BigInt(zones[Math.floor(fraction * zones.length)] ?? 1)
}

function round(amount: number): number {
  return Math.round(amount * 100) / 100
}

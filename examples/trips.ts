import { tableFromArrays } from "apache-arrow"
import { asyncBufferFromFile, parquetMetadataAsync, parquetScan, type FileMetaData } from "hyparquet"
import { compressors } from "hyparquet-compressors"
import { generatedKey, tripColumns, unknownPlace, type TripColumn, type TripTable } from "./tripColumns.ts"

/** Thrown when a file holds no usable trips. */
export class TripsError extends Error {
  override readonly name = "TripsError"
}

/** Columns of a trip file; times in microseconds since 1970. What isn't known is null or undefined. */
export type RawTrips = Readonly<Record<TripColumn, ArrayLike<unknown>>>

/** Trips shorter or longer than this (in minutes, both included) are taken for mistakes. */
const shortest = 1
const longest = 60

/** The trips of a file. */
export interface Trips {
  trips: TripTable
  /** Whether they are made up, for want of the real file. */
  generated: boolean
}

/**
 * Reads green-taxi trips from a Parquet file.
 * @throws {TripsError} when the file isn't Parquet, lacks a column or has no trip of 1 to 60 minutes
 */
export async function readTrips(path: string): Promise<Trips> {
  const file = await asyncBufferFromFile(path)
  const metadata = await readMetadata(path, file)
  const scan = await parquetScan({ file, metadata, compressors, columns: [...tripColumns], parsers: microseconds })
  const kept = roomFor(Number(metadata.num_rows))
  for (const range of scan.ranges) {
    const read = (column: TripColumn): Promise<ArrayLike<unknown>> => scan.readColumn({ column, ...range })
    keepUsable(
      {
        lpep_pickup_datetime: await read("lpep_pickup_datetime"),
        lpep_dropoff_datetime: await read("lpep_dropoff_datetime"),
        PULocationID: await read("PULocationID"),
        DOLocationID: await read("DOLocationID"),
        trip_distance: await read("trip_distance"),
      },
      kept,
    )
  }
  if (kept.count === 0) {
    throw new TripsError(
      `${path} has no trips of ${shortest} to ${longest} minutes among its ${metadata.num_rows} rows`,
    )
  }
  const generated = metadata.key_value_metadata?.some(({ key }) => key === generatedKey) ?? false
  return { trips: tableFromArrays(columnsOf(kept)), generated }
}

const microseconds = {
  timestampFromMilliseconds: (time: bigint) => Number(time) * 1_000,
  timestampFromMicroseconds: Number,
  timestampFromNanoseconds: (time: bigint) => Number(time / 1_000n),
}

type ParquetFile = Awaited<ReturnType<typeof asyncBufferFromFile>>

async function readMetadata(path: string, file: ParquetFile): Promise<FileMetaData> {
  let metadata: FileMetaData
  try {
    metadata = await parquetMetadataAsync(file)
  } catch (cause) {
    throw new TripsError(`${path} isn't a Parquet file: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
  const present = new Set(metadata.schema.map(({ name }) => name))
  const missing = tripColumns.filter((column) => !present.has(column))
  if (missing.length > 0) throw new TripsError(`${path} has no column ${missing.join(", ")}: is it a green-taxi file?`)
  return metadata
}

/** Trips while they are gathered: the first `count` of each column are there. */
export interface KeptTrips {
  count: number
  PULocationID: Int32Array
  DOLocationID: Int32Array
  trip_distance: Float64Array
  duration: Float64Array
}

/** @param rows how many trips there are at most */
export function roomFor(rows: number): KeptTrips {
  return {
    count: 0,
    PULocationID: new Int32Array(rows),
    DOLocationID: new Int32Array(rows),
    trip_distance: new Float64Array(rows),
    duration: new Float64Array(rows),
  }
}

/** Adds the trips that took 1 to 60 minutes. */
export function keepUsable(raw: RawTrips, kept: KeptTrips): void {
  for (let row = 0; row < raw.lpep_pickup_datetime.length; row += 1) {
    const duration = minutesBetween(raw.lpep_pickup_datetime[row], raw.lpep_dropoff_datetime[row])
    // A duration that isn't known is NaN, and NaN fails the comparison: such a trip is left out.
    if (!(duration >= shortest && duration <= longest)) continue
    const at = kept.count++
    kept.PULocationID[at] = placeOf(raw.PULocationID[row])
    kept.DOLocationID[at] = placeOf(raw.DOLocationID[row])
    kept.trip_distance[at] = toNumber(raw.trip_distance[row])
    kept.duration[at] = duration
  }
}

/** The columns, in memory of no more than their own. */
export function columnsOf({ count, ...columns }: KeptTrips): Omit<KeptTrips, "count"> {
  return {
    PULocationID: columns.PULocationID.slice(0, count),
    DOLocationID: columns.DOLocationID.slice(0, count),
    trip_distance: columns.trip_distance.slice(0, count),
    duration: columns.duration.slice(0, count),
  }
}

function minutesBetween(pickup: unknown, dropoff: unknown): number {
  return (toNumber(dropoff) - toNumber(pickup)) / 1_000_000 / 60
}

function toNumber(value: unknown): number {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : Number.NaN
}

function placeOf(id: unknown): number {
  const place = toNumber(id)
  return Number.isNaN(place) ? unknownPlace : place
}

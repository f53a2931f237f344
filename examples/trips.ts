import { DataFrame } from "danfojs-node"
import { asyncBufferFromFile, parquetMetadataAsync, parquetScan, type FileMetaData } from "hyparquet"
import { compressors } from "hyparquet-compressors"
import { generatedKey, tripColumns, type TripColumn } from "./tripColumns.ts"

/** Thrown when a file holds no usable trips. */
export class TripsError extends Error {
  override readonly name = "TripsError"
}

/** The columns of a trip file; times in microseconds since 1970. What isn't known is null or undefined. */
export type RawTrips = Readonly<Record<TripColumn, ArrayLike<unknown>>>

/** Trips shorter or longer than this (in minutes, both included) are taken for mistakes. */
const shortest = 1
const longest = 60

/** The trips of a file. */
export interface Trips {
  /** Columns `PULocationID` and `DOLocationID` (strings), `trip_distance` (miles) and `duration` (minutes). */
  trips: DataFrame
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
  const raw: Record<TripColumn, unknown[]> = {
    lpep_pickup_datetime: [],
    lpep_dropoff_datetime: [],
    PULocationID: [],
    DOLocationID: [],
    trip_distance: [],
  }
  for (const range of scan.ranges) {
    for (const column of tripColumns) {
      for (const value of await scan.readColumn({ column, ...range })) raw[column].push(value)
    }
  }
  const kept = keepUsable(raw)
  if (kept.duration.length === 0) {
    throw new TripsError(
      `${path} has no trips of ${shortest} to ${longest} minutes among its ${metadata.num_rows} rows`,
    )
  }
  const generated = metadata.key_value_metadata?.some(({ key }) => key === generatedKey) ?? false
  return { trips: new DataFrame(kept, { dtypes: ["string", "string", "float32", "float32"] }), generated }
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

/** The trips that took 1 to 60 minutes, by column. */
export function keepUsable(raw: RawTrips): {
  PULocationID: string[]
  DOLocationID: string[]
  trip_distance: number[]
  duration: number[]
} {
  const kept: ReturnType<typeof keepUsable> = { PULocationID: [], DOLocationID: [], trip_distance: [], duration: [] }
  for (let row = 0; row < raw.lpep_pickup_datetime.length; row += 1) {
    const duration = minutesBetween(raw.lpep_pickup_datetime[row], raw.lpep_dropoff_datetime[row])
    // A duration that isn't known is NaN, and NaN fails the comparison: such a trip is left out.
    if (!(duration >= shortest && duration <= longest)) continue
    kept.PULocationID.push(locationName(raw.PULocationID[row]))
    kept.DOLocationID.push(locationName(raw.DOLocationID[row]))
    kept.trip_distance.push(toNumber(raw.trip_distance[row]))
    kept.duration.push(duration)
  }
  return kept
}

function minutesBetween(pickup: unknown, dropoff: unknown): number {
  return (toNumber(dropoff) - toNumber(pickup)) / 1_000_000 / 60
}

function toNumber(value: unknown): number {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : Number.NaN
}

/** As pandas writes a missing one, so that trips from an unknown place are a category of their own. */
function locationName(id: unknown): string {
  return typeof id === "bigint" || typeof id === "number" || typeof id === "string" ? String(id) : "nan"
}

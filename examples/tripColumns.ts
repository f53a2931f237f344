import type { Float64, Int32, Table } from "apache-arrow"

/** The columns of a trip file that the notebook reads. */
export const tripColumns = [
  "lpep_pickup_datetime",
  "lpep_dropoff_datetime",
  "PULocationID",
  "DOLocationID",
  "trip_distance",
] as const

export type TripColumn = (typeof tripColumns)[number]

/** Marks a generated file, among a Parquet file's key-value metadata. */
export const generatedKey = "tsnb.generated"

/** The columns of trips that were read: from which place to which, how far in miles and how long in minutes. */
export type TripTypes = {
  PULocationID: Int32
  DOLocationID: Int32
  trip_distance: Float64
  duration: Float64
}

export type TripTable = Table<TripTypes>

/** In the place of a place that isn't known. */
export const unknownPlace = -1

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

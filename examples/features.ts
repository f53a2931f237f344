import type { DataFrame } from "danfojs-node"
import type { SparseMatrix } from "./sparse.ts"
import { DictVectorizer, type Sample } from "./vectorizer.ts"

/** What a model is trained on (`Train`) and judged by (`Val`): features as `x`, durations in minutes as `y`. */
export interface Features {
  xTrain: SparseMatrix
  xVal: SparseMatrix
  yTrain: Float64Array
  yVal: Float64Array
  vectorizer: DictVectorizer
}

/**
 * Makes features of trips: from where to where (`PU_DO`, one column for each pair) and how far (`trip_distance`).
 * Pairs that the training trips don't have are unknown to the model, so those of the validation trips are left out.
 */
export function addFeatures(train: DataFrame, val: DataFrame): Features {
  const trainSamples = toSamples(train)
  const vectorizer = DictVectorizer.fit(trainSamples)
  return {
    xTrain: vectorizer.transform(trainSamples),
    xVal: vectorizer.transform(toSamples(val)),
    yTrain: numbers(train, "duration"),
    yVal: numbers(val, "duration"),
    vectorizer,
  }
}

function toSamples(trips: DataFrame): Sample[] {
  const pickups = trips.column("PULocationID").values
  const dropoffs = trips.column("DOLocationID").values
  const distances = numbers(trips, "trip_distance")
  return Array.from(distances, (trip_distance, row) => ({
    PU_DO: `${String(pickups[row])}_${String(dropoffs[row])}`,
    trip_distance,
  }))
}

function numbers(trips: DataFrame, column: string): Float64Array {
  return Float64Array.from(trips.column(column).values, Number)
}

import type { SparseMatrix } from "./sparse.ts"
import { unknownPlace, type TripTable, type TripTypes } from "./tripColumns.ts"
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
export function addFeatures(train: TripTable, val: TripTable): Features {
  const trainSamples = toSamples(train)
  const vectorizer = DictVectorizer.fit(trainSamples)
  return {
    xTrain: vectorizer.transform(trainSamples),
    xVal: vectorizer.transform(toSamples(val)),
    yTrain: column(train, "duration"),
    yVal: column(val, "duration"),
    vectorizer,
  }
}

function toSamples(trips: TripTable): Sample[] {
  const pickups = column(trips, "PULocationID")
  const dropoffs = column(trips, "DOLocationID")
  return Array.from(column(trips, "trip_distance"), (trip_distance, row) => ({
    PU_DO: `${placeName(pickups[row])}_${placeName(dropoffs[row])}`,
    trip_distance,
  }))
}

/** A missing one as pandas writes it, so that trips from an unknown place are a category of their own. */
function placeName(place: number | undefined): string {
  return place === undefined || place === unknownPlace ? "nan" : String(place)
}

function column<Name extends keyof TripTypes>(trips: TripTable, name: Name): TripTypes[Name]["TArray"] {
  const found = trips.getChild(name)
  if (!found) throw new TypeError(`The trips have no column ${name}`)
  return found.toArray()
}

import { tableFromArrays } from "apache-arrow"
import { expect, test } from "vitest"
import { addFeatures } from "../../examples/features.ts"
import { unknownPlace, type TripTable } from "../../examples/tripColumns.ts"
import { NoSamplesError } from "../../examples/vectorizer.ts"

function tableOf(
  rows: readonly (readonly [pickup: number, dropoff: number, distance: number, duration: number])[],
): TripTable {
  return tableFromArrays({
    PULocationID: Int32Array.from(rows, ([pickup]) => pickup),
    DOLocationID: Int32Array.from(rows, ([, dropoff]) => dropoff),
    trip_distance: Float64Array.from(rows, ([, , distance]) => distance),
    duration: Float64Array.from(rows, ([, , , duration]) => duration),
  })
}

test("features are made of pairs of places and distances, learned from the training trips alone", () => {
  const train = tableOf([
    [7, 7, 1, 10],
    [130, 205, 2.5, 20],
  ])
  const val = tableOf([
    [130, 205, Number.NaN, 5],
    [205, 130, 3, 7.25],
  ])
  const { xTrain, xVal, yTrain, yVal, vectorizer } = addFeatures(train, val)
  expect(vectorizer.features).toEqual(["PU_DO=130_205", "PU_DO=7_7", "trip_distance"])
  expect(xTrain.data).toEqual(Float64Array.of(1, 1, 1, 2.5))
  expect(xTrain.indices).toEqual(Int32Array.of(1, 2, 0, 2))
  expect(xVal.data).toEqual(Float64Array.of(1, Number.NaN, 3))
  expect(xVal.rowStarts).toEqual(Int32Array.of(0, 2, 3))
  expect(yTrain).toEqual(Float64Array.of(10, 20))
  expect(yVal).toEqual(Float64Array.of(5, 7.25))
})

test("trips from a place that isn't known are a category of their own", () => {
  const trips = tableOf([[unknownPlace, 7, 1, 10]])
  expect(addFeatures(trips, trips).vectorizer.features).toEqual(["PU_DO=nan_7", "trip_distance"])
})

test("tables of no trips teach nothing", () => {
  expect(() => addFeatures(tableOf([]), tableOf([]))).toThrow(NoSamplesError)
})

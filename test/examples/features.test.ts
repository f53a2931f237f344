import { DataFrame } from "danfojs-node"
import { expect, test } from "vitest"
import { addFeatures } from "../../examples/features.ts"
import { NoSamplesError } from "../../examples/vectorizer.ts"

function frame(rows: readonly (readonly [pickup: string, dropoff: string, distance: number, duration: number])[]) {
  const columns = ["PULocationID", "DOLocationID", "trip_distance", "duration"]
  // danfojs wants arrays that it could change.
  return new DataFrame(
    rows.map((row) => [...row]),
    { columns, dtypes: ["string", "string", "float32", "float32"] },
  )
}

test("features are made of pairs of places and distances, learned from the training trips alone", () => {
  const train = frame([
    ["7", "7", 1, 10],
    ["130", "205", 2.5, 20],
  ])
  const val = frame([
    ["130", "205", Number.NaN, 5],
    ["205", "130", 3, 7.25],
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

test("frames of no trips teach nothing", () => {
  const train = frame([["7", "7", 1, 10]]).query([false])
  expect(() => addFeatures(train, train)).toThrow(NoSamplesError)
})

import { beforeAll, describe, expect, test } from "vitest"
import { provideLibrary } from "../../examples/setup/provideLibrary.ts"
import type { SparseMatrix } from "../../examples/sparse.ts"
import { TrainedModel } from "../../examples/trainedModel.ts"
import { rootMeanSquaredError, trainBestModel } from "../../examples/training.ts"
import { Booster, Matrix } from "../../examples/xgboost.ts"
import { bind, XGBoostError, type Binding } from "../../examples/xgboostBinding.ts"
import { ifAvailable, needs } from "../support/available.ts"

const library = await ifAvailable("XGBoost's library", () => provideLibrary())

/** One column; the cells that are NaN are left out. */
function column(values: readonly number[]): SparseMatrix {
  const there = values.filter((value) => !Number.isNaN(value))
  const rowStarts = Int32Array.of(
    0,
    ...values.map((_, row) => values.slice(0, row + 1).filter((value) => !Number.isNaN(value)).length),
  )
  return {
    rows: values.length,
    columns: 1,
    data: Float64Array.from(there),
    indices: new Int32Array(there.length),
    rowStarts,
  }
}

const steps = column([1, 2, 3, 4, 5, 6, 7, 8])
const labels = Float64Array.of(1, 1, 1, 1, 9, 9, 9, 9)
const parameters = {
  objective: "reg:squarederror",
  max_depth: 2,
  learning_rate: 1,
  reg_lambda: 0,
  base_score: 0,
  seed: 1,
}

describe("XGBoost", () => {
  needs(library)
  let binding: Binding
  beforeAll(() => {
    if (library.value) binding = bind(library.value.file)
  })

  test("is bound once for each file, and tells its version", () => {
    expect(bind(binding.file)).toBe(binding)
    expect(binding.version).toMatch(/^\d+\.\d+\.\d+$/)
  })

  test("learns, predicts, and does so after being saved", () => {
    using matrix = new Matrix(binding, steps, labels)
    using booster = new Booster(binding, [matrix])
    booster.setParameters(parameters)
    booster.train(0, matrix)
    expect(booster.evaluate(0, matrix)).toBe(0)
    expect(booster.predict(matrix)).toEqual(Float32Array.from(labels))
    using other = new Booster(binding)
    other.load(booster.save())
    using query = new Matrix(binding, column([0, 100, Number.NaN]))
    expect(other.predict(query)).toEqual(booster.predict(query))
  })

  test("takes an empty matrix, of which there is nothing to predict", () => {
    using matrix = new Matrix(binding, steps, labels)
    using booster = new Booster(binding, [matrix])
    booster.setParameters(parameters)
    booster.train(0, matrix)
    using empty = new Matrix(binding, column([]))
    expect(booster.predict(empty)).toEqual(new Float32Array(0))
  })

  const refusals: readonly [what: string, action: (booster: Booster, matrix: Matrix) => void, message: RegExp][] = [
    [
      "a parameter that isn't a number",
      (booster, matrix) => {
        booster.setParameters({ max_depth: "deep" })
        booster.train(0, matrix)
      },
      /could not (set max_depth|train round 0).*max_depth/,
    ],
    [
      "an objective that it doesn't know",
      (booster, matrix) => {
        booster.setParameters({ objective: "reg:telepathy" })
        booster.train(0, matrix)
      },
      /reg:telepathy/,
    ],
    ["bytes that are no model", (booster) => booster.load(new Uint8Array(64)), /could not load the model/],
    ["no bytes at all", (booster) => booster.load(new Uint8Array(0)), /could not load the model/],
  ]
  test.each(refusals)("refuses %s, in its own words without a stack of C++", (_what, action, message) => {
    using matrix = new Matrix(binding, steps, labels)
    using booster = new Booster(binding, [matrix])
    expect(() => action(booster, matrix)).toThrow(XGBoostError)
    expect(() => action(booster, matrix)).toThrow(message)
    expect(() => action(booster, matrix)).not.toThrow(/Stack trace/)
  })

  test("isn't given labels that don't fit", () => {
    expect(() => new Matrix(binding, steps, Float64Array.of(1))).toThrow(/8 rows needs as many labels, not 1/)
    expect(() => new Matrix(binding, steps, labels.with(0, Number.NaN))).toThrow(XGBoostError)
  })
})

describe("training", () => {
  needs(library)
  const features = { xTrain: steps, xVal: steps, yTrain: labels, yVal: labels }

  test("stops when the validation error hasn't shrunk for so many rounds", async () => {
    const rounds: [done: number, total: number, rmse: number][] = []
    const { model, rmse } = await trainBestModel(features, parameters, {
      rounds: 100,
      earlyStoppingRounds: 3,
      onRound: (...round) => rounds.push(round),
    })
    // The first round leaves no error to make smaller.
    expect(rounds).toEqual([1, 2, 3, 4].map((done) => [done, 100, 0]))
    expect(rmse).toBe(0)
    expect(await model.predict(steps)).toEqual(Float32Array.from(labels))
  })

  test("lets other work go on between its rounds", async () => {
    let turns = 0
    let turning = true
    const turn = () => {
      turns += 1
      if (turning) setImmediate(turn)
    }
    setImmediate(turn)
    await trainBestModel(features, parameters, { rounds: 5, earlyStoppingRounds: 10 })
    turning = false
    expect(turns).toBeGreaterThanOrEqual(5)
  })

  test("gives a model that predicts the same after it was stored", async () => {
    const { model } = await trainBestModel(features, parameters, { rounds: 2, earlyStoppingRounds: 2 })
    const stored: unknown = Reflect.apply(Reflect.get(model, Symbol.for("tsnb.store")), model, [])
    const revived: unknown = Reflect.get(TrainedModel, Symbol.for("tsnb.revive"))(structuredClone(stored))
    expect(revived).toEqual(model)
    expect(revived).toBeInstanceOf(TrainedModel)
  })
})

describe("the root mean squared error", () => {
  test("is in the unit of the values", () => {
    expect(rootMeanSquaredError([0, 0], Float32Array.of(3, 4))).toBe(Math.sqrt(12.5))
  })

  test.each([
    [[], []],
    [[1], []],
    [[1], [1, 2]],
  ])("of %j and %j isn't defined", (actual, predicted) => {
    expect(() => rootMeanSquaredError(actual, Float32Array.from(predicted))).toThrow(RangeError)
  })
})

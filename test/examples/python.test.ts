import { existsSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { addFeatures, type Features } from "../../examples/features.ts"
import { tripSources } from "../../examples/setup/provideTrips.ts"
import { sampleFile } from "../../examples/setup/sample.ts"
import type { SparseMatrix } from "../../examples/sparse.ts"
import { trainBestModel } from "../../examples/training.ts"
import { readTrips } from "../../examples/trips.ts"
import { ifAvailable } from "../support/available.ts"
import { testFolder, type TestFolder } from "./folder.ts"
import { pythonXGBoost } from "./pythonXGBoost.ts"

/** As in the notebook, whose text the first test compares. */
const parameters = {
  learning_rate: 0.09585355369315604,
  max_depth: 30,
  min_child_weight: 1.060597050922164,
  objective: "reg:squarederror",
  reg_alpha: 0.018060244040060163,
  reg_lambda: 0.011658731377413597,
  seed: 42,
}
const options = { rounds: 100, earlyStoppingRounds: 20 }
const timeout = 600_000

const python = await ifAvailable("a Python with XGBoost", pythonXGBoost)
let folder: TestFolder

beforeAll(async () => {
  folder = await testFolder()
  if (python.value) vi.stubEnv("XGBOOST_LIBRARY", python.value.library)
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await folder[Symbol.asyncDispose]()
})

/** The real files where they are at hand, else samples: Python has to agree on both. */
async function readFeatures(): Promise<{ features: Features; real: boolean }> {
  const names = ["2023-01", "2023-02"].map((month) => ({ month, name: `green_tripdata_${month}.parquet` }))
  const real = names.every(({ name }) => existsSync(join(tripSources.shared, name)))
  const [train, val] = await Promise.all(
    names.map(async ({ month, name }) =>
      readTrips(real ? join(tripSources.shared, name) : await folder.write(name, sampleFile(month, 5_000))),
    ),
  )
  if (!train || !val) throw new TypeError("there are two months")
  return { features: addFeatures(train.trips, val.trips), real }
}

async function write(name: string, matrix: SparseMatrix, labels: Float64Array): Promise<void> {
  for (const part of ["data", "indices", "rowStarts"] as const)
    await writeFile(join(folder.path, `${name}.${part}`), matrix[part])
  await writeFile(join(folder.path, `${name}.labels`), labels)
}

async function readPredictions(name: string): Promise<Float32Array> {
  const bytes = await readFile(join(folder.path, `${name}.predictions`))
  return new Float32Array(new Uint8Array(bytes).buffer)
}

test("the notebook trains with the parameters that are compared here", async () => {
  const notebook = await readFile(new URL("../../examples/taxi.tsnb", import.meta.url), "utf8")
  for (const [name, value] of Object.entries(parameters))
    expect(notebook).toContain(`${name}: ${JSON.stringify(value)},`)
  for (const [name, value] of Object.entries(options)) expect(notebook).toContain(`${name}: ${value},`)
})

test(
  "Node and Python make the same model, round by round and to the last bit",
  async ({ skip }) => {
    if (!python.value) return skip(python.reason)
    const { features, real } = await readFeatures()
    const { xTrain, xVal, yTrain, yVal } = features
    const evaluations: number[] = []
    const { model, rmse } = await trainBestModel(features, parameters, {
      ...options,
      onRound: (_done, _total, rmse) => evaluations.push(rmse),
    })
    await write("train", xTrain, yTrain)
    await write("validation", xVal, yVal)
    await folder.write("model.ubj", model.bytes)
    const task = {
      rows: { train: xTrain.rows, validation: xVal.rows },
      columns: xTrain.columns,
      parameters,
      ...options,
    }
    await folder.write("task.json", JSON.stringify(task))
    const script = join(import.meta.dirname, "reference.py")
    const reference: unknown = JSON.parse(await python.value.run(script, [folder.path, python.value.library]))
    const best = evaluations.indexOf(Math.min(...evaluations))
    expect(reference).toEqual({
      version: model.version,
      evaluations,
      rmse,
      bestIteration: best,
      bestIterationOfNode: best,
    })
    const predictions = await model.predict(xVal)
    expect(await readPredictions("python")).toEqual(predictions)
    expect(await readPredictions("node-in-python")).toEqual(predictions)
    expect(real ? rmse.toFixed(5) : "5.15173").toBe("5.15173")
  },
  timeout,
)

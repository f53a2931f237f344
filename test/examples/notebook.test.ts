import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { openFlow, readGraph } from "../../kernel/session/openFlow.ts"

const notebook = join(import.meta.dirname, "..", "..", "examples", "taxi.tsnb")

describe("the taxi notebook", () => {
  test("has no problems", async () => {
    const { graph } = await readGraph({ notebook })
    expect(graph.problems).toEqual([])
  })

  test("reads both months side by side, and goes on from there in turn", async () => {
    const { graph, dependencies } = await openFlow({ notebook })
    const waits = [...graph.tasks.keys()].map((task) => [task, [...(dependencies.get(task) ?? [])].toSorted()])
    expect(Object.fromEntries(waits)).toEqual({
      readTrain: [],
      readVal: [],
      addFeatures: ["readTrain", "readVal"],
      trainBestModel: ["addFeatures"],
      plotDurations: ["addFeatures", "readTrain", "readVal", "trainBestModel"],
    })
  })

  test("tries again to read, and only that", async () => {
    const { graph } = await readGraph({ notebook })
    const retries = [...graph.tasks].map(([task, { options }]) => [task, options.retries, options.retryDelay])
    expect(retries).toEqual([
      ["readTrain", 3, 2_000],
      ["readVal", 3, 2_000],
      ["addFeatures", 0, 0],
      ["trainBestModel", 0, 0],
      ["plotDurations", 0, 0],
    ])
  })

  test("takes the two files as parameters", async () => {
    expect((await openFlow({ notebook })).parameters).toEqual({
      trainPath: "data/green_tripdata_2023-01.parquet",
      valPath: "data/green_tripdata_2023-02.parquet",
    })
    const { parameters } = await openFlow({ notebook }, { trainPath: "/elsewhere/trips.parquet" })
    expect(parameters).toMatchObject({ trainPath: "/elsewhere/trips.parquet" })
  })
})

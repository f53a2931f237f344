import { execFile } from "node:child_process"
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { provideLibrary } from "../../examples/setup/provideLibrary.ts"
import { writeSample } from "../../examples/setup/sample.ts"
import { ifAvailable, needs } from "../support/available.ts"
import { commandLine } from "../support/builtKernel.ts"
import { testFolder, type TestFolder } from "./folder.ts"

const execute = promisify(execFile)
const repository = join(import.meta.dirname, "..", "..")
const timeout = 300_000
const library = await ifAvailable("XGBoost's library", () => provideLibrary())

/** The notebook's own products and data: a copy starts without them. */
const leftOut: ReadonlySet<string> = new Set([".tsnb", "data", "models"])

let folder: TestFolder
let examples: string
let notebook: string

beforeAll(async () => {
  folder = await testFolder()
  examples = join(folder.path, "examples")
  notebook = join(examples, "taxi.tsnb")
  await cp(join(repository, "examples"), examples, { recursive: true, filter: isSource })
  await cp(join(repository, "package.json"), join(folder.path, "package.json"))
  // A junction needs no rights on Windows; elsewhere the word means nothing.
  await symlink(join(repository, "node_modules"), join(folder.path, "node_modules"), "junction")
  await mkdir(join(examples, "data"))
  for (const month of ["2023-01", "2023-02"]) await writeSample(dataFile(month), month, 1_000)
}, timeout)

afterAll(() => folder[Symbol.asyncDispose]())

function isSource(path: string): boolean {
  return !leftOut.has(basename(path))
}

function dataFile(month: string): string {
  return join(examples, "data", `green_tripdata_${month}.parquet`)
}

interface Run {
  /** How each task ended. */
  states: Record<string, string>
  /** All that was printed into the log. */
  log: string
  events: readonly Event[]
}

interface Event {
  type: string
  task?: string
  state?: string
  text?: string
  done?: number
  total?: number
  data?: Readonly<Record<string, unknown>>
}

async function run(): Promise<Run> {
  const command = [commandLine, "run", notebook, "--json"]
  const { stdout } = await execute(process.execPath, command, { maxBuffer: 2 ** 26, windowsHide: true })
  // One event a line, as the command line promises.
  const events = stdout
    .trim()
    .split("\n")
    .map((line): Event => JSON.parse(line))
  const changes = events.filter(({ type }) => type === "taskStateChanged")
  return {
    states: Object.fromEntries(changes.map(({ task, state }) => [String(task), String(state)])),
    log: events.flatMap(({ type, text }) => (type === "logged" ? [text] : [])).join("\n"),
    events,
  }
}

async function edit(from: string, to: string): Promise<void> {
  const text = await readFile(notebook, "utf8")
  expect(text).toContain(from)
  await writeFile(notebook, text.replace(from, to))
}

const cached = {
  readTrain: "cached",
  readVal: "cached",
  addFeatures: "cached",
  trainBestModel: "cached",
  plotDurations: "cached",
}

/** In this order: each goes on from the one before. */
describe("the taxi notebook, run from the command line", { timeout }, () => {
  needs(library)
  test("trains, tells its progress, saves the model, shows a plot and says how it went", async () => {
    const { states, log, events } = await run()
    expect(new Set(Object.values(states))).toEqual(new Set(["completed"]))
    expect(Object.keys(states).toSorted()).toEqual(Object.keys(cached).toSorted())
    expect(log).toMatch(/XGBoost \d+\.\d+\.\d+, /)
    expect(log).toMatch(/^taxi completed in [\d.]+ s: validation RMSE \d+\.\d{5} minutes, of a GENERATED SAMPLE/m)
    const progress = events.filter(({ type, task }) => type === "progressed" && task === "trainBestModel")
    expect(progress.at(0)).toMatchObject({ done: 1, total: 100 })
    expect(progress.length).toBeGreaterThan(1)
    const plot = events.find(({ type }) => type === "displayed")?.data?.["image/svg+xml"]
    expect(plot).toContain("Predicted against real trip durations (a GENERATED sample)")
    const model = await readFile(join(examples, "models", "model.ubj"))
    expect(model.length).toBeGreaterThan(1_000)
    const vectorizer: unknown = JSON.parse(await readFile(join(examples, "models", "vectorizer.json"), "utf8"))
    expect(vectorizer).toMatchObject({ features: expect.arrayContaining(["trip_distance"]) })
  })

  test("does nothing again when nothing changed, and still says how it went", async () => {
    const { states, log } = await run()
    expect(states).toEqual(cached)
    expect(log).toContain("validation RMSE")
  })

  test("does nothing again for a comment, or another way of writing the same", async () => {
    await edit("  max_depth: 30,", "  // As deep as that.\n  max_depth:30,")
    expect((await run()).states).toEqual(cached)
  })

  test("trains again with another parameter, without reading again", async () => {
    await edit("max_depth:30", "max_depth: 3")
    expect((await run()).states).toEqual({ ...cached, trainBestModel: "completed", plotDurations: "completed" })
  })

  test("trains again when the saved model is gone", async () => {
    await writeFile(join(examples, "models", "model.ubj"), "")
    const { states } = await run()
    expect(states).toMatchObject({ addFeatures: "cached", trainBestModel: "completed" })
  })

  test("reads again the file whose content changed, and does all that depends on it", async () => {
    await writeSample(dataFile("2023-02"), "2023-03", 1_000)
    const { states } = await run()
    expect(new Set(Object.values({ ...states, readTrain: "completed" }))).toEqual(new Set(["completed"]))
    expect(states["readTrain"]).toBe("cached")
  })
})

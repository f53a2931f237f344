import { symlinkSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { TypeProblems } from "../../kernel/language/typeProblems.ts"
import { differencesFromScript } from "../oracle/observed.ts"
import { NotebookPlace } from "../oracle/place.ts"
import { runNotebook } from "../oracle/run.ts"
import { runScript } from "../oracle/script.ts"
import { ifAvailable, needs } from "../support/available.ts"
import { installLibraries } from "./install.ts"

const installed = await ifAvailable("DuckDB, ml-matrix, polars and TensorFlow.js", installLibraries)

/** Notebooks in which a task hands values of a library to the next. */
const notebooks = {
  "frames and series of polars": `// %%
import pl from "nodejs-polars"

// %%
// @task read reads=[]
const frame = pl.DataFrame({ city: ["Bern", "Ulm", null], size: [1.5, 2, 3], day: [1n, 2n, 3n] })
const series = frame.getColumn("city")
const frames = Array.from({ length: 20 }, (_, rows) => frame.head(rows))
const nested = { best: frame.tail(1) }

// %%
// @task show reads=[]
console.log(frame.filter(pl.col("size").gt(1.5)).toRecords(), frame.dtypes.map(String))
console.log(series.toArray(), series.name, frames.map(({ height }) => height), nested.best.toRecords())
`,
  "matrices of ml-matrix": `// %%
import { Matrix, inverse } from "ml-matrix"

// %%
// @task make
const matrix = new Matrix([[2, 0, 1], [0, -0, 3], [1, 1, NaN]])
const empty = new Matrix(0, 3)

// %%
// @task show
console.log(matrix, empty.columns, matrix instanceof Matrix, Object.is(matrix.get(1, 1), -0))
console.log(inverse(matrix.subMatrix(0, 1, 0, 1).add(1)).to2DArray())
`,
  "values of DuckDB": `// %%
import { DuckDBInstance, DuckDBDecimalValue } from "@duckdb/node-api"

// %%
// @task query reads=[]
const connection = await (await DuckDBInstance.create(":memory:")).connect()
const reader = await connection.runAndReadAll(\`select 1.50::decimal(10, 2) price, date '2024-01-01' day,
  timestamp '2024-01-01 10:00' moment, [1.25::decimal(4, 2)] list, {'a': 1} struct, 5::hugeint huge, interval 3 day span,
  'x'::blob bytes, map {'k': 1} map, time '10:00' clock from range(3)\`)
const rows = reader.getRowObjects()
connection.closeSync()

// %%
// @task show reads=[]
for (const row of rows) console.log(row, Object.values(row).map(String))
console.log(rows[0]!.price instanceof DuckDBDecimalValue, (rows[0]!.price as DuckDBDecimalValue).toDouble())
`,
  "classes with a serializer": `// %%
import { LRU } from "./lru.ts"
class Point {
  constructor(readonly x: number, readonly y: number) {}
  get length() { return Math.hypot(this.x, this.y) }
}
serializer(Point, { store: ({ x, y }) => [x, y], revive: ([x, y]) => new Point(x!, y!) })
serializer(LRU, { store: (lru) => [...lru.entries()], revive: (entries) => new LRU(entries) })

// %%
// @task make
const points = new Set([new Point(3, 4)])
const cache = new LRU<Point>([["a", new Point(1, 0)]])

// %%
// @task show
for (const point of points) console.log(point, point.length, point instanceof Point)
console.log(cache.get("a"), cache.constructor.name)
`,
} as const

const files = {
  "lru.ts": `export class LRU<Value> {
  #entries: Map<string, Value>
  constructor(entries: Iterable<[string, Value]>) { this.#entries = new Map(entries) }
  get(key: string): Value | undefined { return this.#entries.get(key) }
  entries(): Iterable<[string, Value]> { return this.#entries }
}
`,
}

describe("values of libraries go from task to task", () => {
  needs(installed)

  test.for(Object.entries(notebooks))("%s", async ([, text]) => {
    using scriptPlace = placeOf(text)
    using runPlace = placeOf(text)
    const script = await runScript(scriptPlace.folder, text)
    expect(differencesFromScript(script, await runNotebook(runPlace.folder))).toEqual([])
    // Once more, with what is kept.
    const again = await runNotebook(runPlace.folder, { from: "show" })
    expect(differencesFromScript(script, again)).toEqual([])
  })

  test("a model of TensorFlow.js predicts the same and trains on", async () => {
    using place = placeOf(`// %%
import * as tf from "@tensorflow/tfjs"
const inputs = [[0, 0], [1, 1], [2, 1]]
const predictions = (model: tf.LayersModel) => [...(model.predict(tf.tensor2d(inputs)) as tf.Tensor).dataSync()]

// %%
// @task train
const dense = (units: number) => tf.layers.dense({ units, inputShape: [2], kernelInitializer: tf.initializers.ones() })
const model = tf.sequential({ layers: [dense(4), tf.layers.dense({ units: 1 })] })
model.compile({ optimizer: tf.train.adam(0.01), loss: "meanSquaredError" })
await model.fit(tf.tensor2d(inputs), tf.tensor2d([[0], [2], [3]]), { epochs: 3, verbose: 0 })
const before = predictions(model)

// %%
// @task use
const after = predictions(model)
const { history } = await model.fit(tf.tensor2d(inputs), tf.tensor2d([[0], [2], [3]]), { epochs: 2, verbose: 0 })
if (before.some((value, index) => value !== after[index])) throw new Error(\`\${before} became \${after}\`)
if (history.loss.length !== 2) throw new Error("it wasn't trained on")
`)
    expect(await runNotebook(place.folder)).toMatchObject({ state: "completed" })
  })

  test("types tell which values of the libraries can't be handed on, and no others", async () => {
    using place = placeOf(`// %%
import pl from "nodejs-polars"
import { DuckDBInstance } from "@duckdb/node-api"
import { Matrix } from "ml-matrix"
import * as tf from "@tensorflow/tfjs"

// %%
// @task make reads=[]
const frame = pl.DataFrame({ a: [1] })
const frames = { frame, series: [frame.getColumn("a")] }
const lazy = frame.lazy()
const connection = await (await DuckDBInstance.create(":memory:")).connect()
const reader = await connection.runAndReadAll("select 1")
const rows = reader.getRowObjects()
const matrices = { all: [new Matrix(2, 3)] }
const tensor = tf.tensor([1])
const model = tf.sequential()

// %%
console.log(frame, frames, lazy, connection, reader, rows, matrices, tensor, model)
`)
    await using types = new TypeProblems(() => undefined)
    const found = await types.of(join(place.folder, "notebook.tsnb"), [])
    expect(found.map(({ message }) => message.split(", ")[0])).toEqual([
      "lazy is a query of polars that hasn't run",
      "connection is an instance of the class DuckDBConnection",
      "reader is a result that DuckDB still holds",
      "tensor is a tensor",
    ])
  })
})

/** A folder with a notebook, and the libraries. */
function placeOf(text: string): NotebookPlace {
  const place = new NotebookPlace({ title: "libraries", text, files })
  symlinkSync(installed.value ?? "", join(place.folder, "node_modules"), "junction")
  return place
}

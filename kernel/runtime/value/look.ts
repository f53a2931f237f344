import { reviveSymbol, type ClassUse, type ValueContext } from "./context.ts"
import { DecodeError } from "./errors.ts"

/**
 * Decodes values only to be looked at: nothing is imported, and no code of a notebook, a library or a store runs. Instances
 * become plain objects under their class's name, data frames what can be seen of them.
 */
export const lookingContext: ValueContext = {
  locateClass: () => Promise.resolve(undefined),
  importModule: () => Promise.reject(new DecodeError("Nothing is imported for looking at a value")),
  loadClass: (location, use) => Promise.resolve(classNamed("cell" in location ? location.cell : location.name, use)),
  loadModule: (specifier) => Promise.resolve(standIns.get(specifier)),
}

/** A class of this name whose instances show what was stored of them. */
function classNamed(stored: string, use: ClassUse = "instance"): Function {
  const isError = use === "error"
  const name = /^[\p{ID_Continue}$]{1,100}$/u.test(stored) ? stored : isError ? "Error" : "Instance"
  if (isError) return { [name]: class extends LookedError {} }[name] ?? Error
  // oxlint-disable-next-line typescript/no-extraneous-class -- all there is to it is its name
  const named = { [name]: class {} }[name] ?? Object
  const revive = (content: unknown): object => {
    const instance = new named()
    const shown = isPlain(content) ? content : { stored: content }
    for (const [key, value] of Object.entries(shown)) {
      // Set by assignment, `__proto__` would be the prototype.
      Object.defineProperty(instance, key, { value, enumerable: true, writable: true, configurable: true })
    }
    return instance
  }
  return Object.assign(named, { [reviveSymbol]: revive })
}

/** Its name is what its stack begins with: `inspect` puts the class's there. */
class LookedError extends Error {
  override get name(): string {
    return /^\w+/.exec(this.stack ?? "")?.[0] ?? "Error"
  }
}

function isPlain(content: unknown): content is object {
  if (typeof content !== "object" || content === null) return false
  const prototype: unknown = Object.getPrototypeOf(content)
  return prototype === Object.prototype || prototype === null
}

/** The fields of danfojs' classes, which is all that is shown of their instances. */
class DataFrame {
  $isSeries = false
  $data: readonly unknown[] = []
  $dataIncolumnFormat: readonly unknown[] = []
  $index: readonly unknown[] = []
  $columns: unknown = []
  $dtypes: unknown = []
  $config: object = {}
}
class Series extends DataFrame {
  override $isSeries = true
}

/** What is known of a value of Apache Arrow without the library. */
class ArrowValue {
  readonly bytes: number
  constructor(bytes: number) {
    this.bytes = bytes
  }
}
class Table extends ArrowValue {
  get batches(): readonly RecordBatch[] {
    return [new RecordBatch(this.bytes)]
  }
  getChildAt(): Vector {
    return new Vector(this.bytes)
  }
}
class RecordBatch extends ArrowValue {}
class Vector extends ArrowValue {}

/** What is known of a frame or a series of polars without the library. */
class PolarsValue {
  readonly bytes: number
  constructor(bytes: number) {
    this.bytes = bytes
  }
  getColumns(): readonly PolarsValue[] {
    return [new PolarsSeries(this.bytes)]
  }
}
class PolarsFrame extends PolarsValue {}
class PolarsSeries extends PolarsValue {}

class Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: readonly Float64Array[]
  constructor(rows: number, columns: number) {
    this.rows = rows
    this.columns = columns
    this.data = Array.from({ length: rows }, () => new Float64Array(columns))
  }
}

/** What is seen of a model of TensorFlow.js without the library. */
class LayersModel {
  readonly topology: unknown
  readonly bytes: number
  constructor({ modelTopology, weightData }: { modelTopology?: unknown; weightData: ArrayBuffer }) {
    this.topology = modelTopology
    this.bytes = weightData.byteLength
  }
}

/** Any class of DuckDB's values, whose fields are set afterwards. */
const duckdbClasses: object = new Proxy(
  {},
  {
    get: (_, name) => classNamed(String(name)),
    getOwnPropertyDescriptor: (_, name) => ({ value: classNamed(String(name)), configurable: true }),
  },
)

/** In place of the libraries that values of adapters need. */
const standIns: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["@duckdb/node-api", duckdbClasses],
  [
    "@tensorflow/tfjs",
    {
      loadLayersModel: async (handler: { load(): Promise<{ weightData: ArrayBuffer }> }) =>
        new LayersModel(await handler.load()),
    },
  ],
  ["apache-arrow", { tableFromIPC: (bytes: Uint8Array) => new Table(bytes.length) }],
  ["danfojs-node", { DataFrame, Series }],
  ["ml-matrix", { Matrix }],
  ["nodejs-polars", { default: { readIPC: (file: Uint8Array) => new PolarsFrame(file.length) } }],
])

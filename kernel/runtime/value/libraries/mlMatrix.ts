import type { Adapter } from "../adapters.ts"
import { DecodeError } from "../errors.ts"
import { className } from "../prototypes.ts"

interface MatrixFields {
  rows: number
  columns: number
  data: readonly Float64Array[]
}

/** Matrix of ml-matrix. Its views (`transposeView`) and special kinds aren't kept: `Matrix.from…` or `clone()` makes a Matrix. */
export const mlMatrixAdapter: Adapter = {
  name: "ml-matrix",
  module: "ml-matrix",
  matches: (value) => className(value) === "Matrix" && isMatrix(value),
  store(value) {
    if (!isMatrix(value)) throw new TypeError("not a matrix of ml-matrix")
    const { rows, columns, data } = value
    const numbers = new Float64Array(rows * columns)
    data.forEach((row, index) => numbers.set(row, index * columns))
    return { rows, columns, numbers }
  },
  revive(stored, module) {
    if (!isStored(stored)) throw new DecodeError("The bytes of a stored matrix are damaged")
    const { rows, columns, numbers } = stored
    const constructor: unknown = Reflect.get(Object(module), "Matrix")
    if (typeof constructor !== "function") throw new DecodeError("The notebook's ml-matrix has no Matrix")
    const made: unknown = Reflect.construct(constructor, [rows, columns])
    if (typeof made !== "object" || made === null || !isMatrix(made)) {
      throw new DecodeError("The notebook's ml-matrix makes another kind of Matrix than the stored one")
    }
    made.data.forEach((row, index) => row.set(numbers.subarray(index * columns, (index + 1) * columns)))
    return made
  },
}

function isMatrix(value: object): value is MatrixFields {
  return (
    "rows" in value &&
    typeof value.rows === "number" &&
    "columns" in value &&
    typeof value.columns === "number" &&
    "data" in value &&
    Array.isArray(value.data) &&
    value.data.length === value.rows &&
    value.data.every((row) => row instanceof Float64Array)
  )
}

function isStored(stored: unknown): stored is { rows: number; columns: number; numbers: Float64Array } {
  return (
    typeof stored === "object" &&
    stored !== null &&
    "rows" in stored &&
    "columns" in stored &&
    "numbers" in stored &&
    stored.numbers instanceof Float64Array &&
    isCount(stored.rows) &&
    isCount(stored.columns) &&
    stored.rows * stored.columns === stored.numbers.length &&
    // Rows without columns would cost memory for nothing that was stored.
    stored.rows <= Math.max(1_000_000, stored.numbers.length)
  )
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

import koffi from "koffi"
import type { SparseMatrix } from "./sparse.ts"
import type { Binding, Handle } from "./xgboostBinding.ts"

/** XGBoost's training parameters by their names, such as `max_depth`. */
export type Parameters = Readonly<Record<string, string | number | boolean>>

/** A sparse matrix, with its labels if it has some, inside the library. Dispose of it after use. */
export class Matrix implements Disposable {
  readonly handle: Handle
  readonly rows: number
  readonly #binding: Binding

  /**
   * Copies the matrix into the library.
   * @param labels one for each row
   * @throws {XGBoostError} when the library refuses it
   * @throws {RangeError} when there isn't one label for each row
   */
  constructor(binding: Binding, matrix: SparseMatrix, labels?: Float64Array) {
    if (labels && labels.length !== matrix.rows) {
      throw new RangeError(`A matrix of ${matrix.rows} rows needs as many labels, not ${labels.length}`)
    }
    this.#binding = binding
    this.rows = matrix.rows
    this.handle = created("make a matrix", binding, (handle) =>
      binding.XGDMatrixCreateFromCSR(
        arrayInterface(matrix.rowStarts),
        arrayInterface(matrix.indices),
        arrayInterface(matrix.data),
        matrix.columns,
        '{"missing":NaN}',
        handle,
      ),
    )
    if (!labels) return
    try {
      const status = binding.XGDMatrixSetInfoFromInterface(this.handle, "label", arrayInterface(labels))
      binding.check("take the labels", status)
    } catch (error) {
      this[Symbol.dispose]()
      throw error
    }
  }

  [Symbol.dispose](): void {
    this.#binding.check("free a matrix", this.#binding.XGDMatrixFree(this.handle))
  }
}

/** A model that is trained or asked. Dispose of it after use. */
export class Booster implements Disposable {
  readonly #binding: Binding
  readonly #handle: Handle

  /**
   * @param matrices those that it will be trained and evaluated on, so that the library can cache what it knows of them
   * @throws {XGBoostError} when the library refuses it
   */
  constructor(binding: Binding, matrices: readonly Matrix[] = []) {
    this.#binding = binding
    const handles = matrices.map(({ handle }) => handle)
    this.#handle = created("make a model", binding, (handle) =>
      binding.XGBoosterCreate(handles, handles.length, handle),
    )
  }

  /** @throws {XGBoostError} when a value can't be one of its parameter (a wrong name is noticed in the first round) */
  setParameters(parameters: Parameters): void {
    for (const [name, value] of Object.entries(parameters)) {
      const status = this.#binding.XGBoosterSetParam(this.#handle, name, String(value))
      this.#binding.check(`set ${name} to ${value}`, status)
    }
  }

  /** Notes something in the model's file. */
  setAttribute(name: string, value: string): void {
    this.#binding.check(`note ${name}`, this.#binding.XGBoosterSetAttr(this.#handle, name, value))
  }

  /** Grows the trees of one round, counted from 0. */
  train(round: number, matrix: Matrix): void {
    const status = this.#binding.XGBoosterUpdateOneIter(this.#handle, round, matrix.handle)
    this.#binding.check(`train round ${round}`, status)
  }

  /** The metric of the objective (such as the root of the mean squared error) after a round. */
  evaluate(round: number, matrix: Matrix): number {
    const text: [string | null] = [null]
    const status = this.#binding.XGBoosterEvalOneIter(this.#handle, round, [matrix.handle], ["matrix"], 1, text)
    this.#binding.check(`evaluate round ${round}`, status)
    // As in "[12]\tmatrix-rmse:5.31".
    return Number(text[0]?.split(":").at(-1))
  }

  /** One prediction for each row, of all the trees. */
  predict(matrix: Matrix): Float32Array {
    const predictions: [Handle | null] = [null]
    const status = this.#binding.XGBoosterPredictFromDMatrix(
      this.#handle,
      matrix.handle,
      '{"type":0,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false}',
      [null],
      [null],
      predictions,
    )
    this.#binding.check("predict", status)
    return new Float32Array(copyBytes(predictions[0], matrix.rows * Float32Array.BYTES_PER_ELEMENT))
  }

  /** The model in XGBoost's own format (Universal Binary JSON), which every XGBoost reads whatever its language. */
  save(): Uint8Array<ArrayBuffer> {
    const length: [number | null] = [null]
    const bytes: [Handle | null] = [null]
    const status = this.#binding.XGBoosterSaveModelToBuffer(this.#handle, '{"format":"ubj"}', length, bytes)
    this.#binding.check("save the model", status)
    return new Uint8Array(copyBytes(bytes[0], length[0] ?? 0))
  }

  /** Becomes the saved model. @throws {XGBoostError} when the bytes aren't one */
  load(bytes: Uint8Array): void {
    const status = this.#binding.XGBoosterLoadModelFromBuffer(this.#handle, bytes, bytes.length)
    this.#binding.check("load the model", status)
  }

  [Symbol.dispose](): void {
    this.#binding.check("free a model", this.#binding.XGBoosterFree(this.#handle))
  }
}

function created(action: string, binding: Binding, create: (handle: (Handle | null)[]) => number): Handle {
  const out: [Handle | null] = [null]
  binding.check(action, create(out))
  if (out[0] === null) throw new TypeError(`XGBoost gave no handle, asked to ${action}`)
  return out[0]
}

/** How NumPy and XGBoost describe an array in memory to one another. Valid as long as the array is. */
function arrayInterface(values: Float64Array | Int32Array): string {
  const type = values instanceof Float64Array ? "<f8" : "<i4"
  return `{"data":[${koffi.address(values)},true],"shape":[${values.length}],"typestr":"${type}","version":3}`
}

/** A copy, since the library keeps its memory only until the next call. */
function copyBytes(pointer: Handle | null, length: number): ArrayBuffer {
  return pointer === null ? new ArrayBuffer(0) : koffi.view(pointer, length).slice(0)
}

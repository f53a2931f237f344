import { provideLibrary } from "./setup/provideLibrary.ts"
import type { SparseMatrix } from "./sparse.ts"
import { Booster, Matrix } from "./xgboost.ts"
import { bind } from "./xgboostBinding.ts"

/** What is stored of a model. */
interface Stored {
  bytes: Uint8Array<ArrayBuffer>
  version: string
}

/** A trained model as a value that can be stored and sent: not the library's own, but the file that it saves. */
export class TrainedModel {
  /** The content of the model's file (Universal Binary JSON), which XGBoost reads in every language. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The version of XGBoost that trained it. */
  readonly version: string

  constructor(bytes: Uint8Array<ArrayBuffer>, version: string) {
    this.bytes = bytes
    this.version = version
  }

  /**
   * One prediction for each row.
   * @throws {XGBoostLibraryError} when there is no XGBoost on this machine, nor a way to fetch it
   */
  async predict(features: SparseMatrix): Promise<Float32Array> {
    const binding = bind((await provideLibrary()).file)
    using matrix = new Matrix(binding, features)
    using booster = new Booster(binding)
    booster.load(this.bytes)
    return booster.predict(matrix)
  }

  /** What tsnb keeps of it, as a task's result. */
  [Symbol.for("tsnb.store")](): Stored {
    return { bytes: this.bytes, version: this.version }
  }

  /** Makes it again from what was kept. */
  static [Symbol.for("tsnb.revive")]({ bytes, version }: Stored): TrainedModel {
    return new TrainedModel(bytes, version)
  }
}

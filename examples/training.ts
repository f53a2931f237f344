import { setImmediate } from "node:timers/promises"
import type { Features } from "./features.ts"
import { provideLibrary } from "./setup/provideLibrary.ts"
import { TrainedModel } from "./trainedModel.ts"
import { Booster, Matrix, type Parameters } from "./xgboost.ts"
import { bind } from "./xgboostBinding.ts"

/** How long to train, and who is told. */
export interface TrainingOptions {
  rounds: number
  /** Stops when the validation error has not become smaller for so many rounds. */
  earlyStoppingRounds: number
  /** Called after every round, with the root mean squared error of the validation trips, in minutes. */
  onRound?: (done: number, total: number, rmse: number) => void
}

/** What training gives. */
export interface Training {
  model: TrainedModel
  /** Root mean squared error of the model's predictions for the validation trips, in minutes. */
  rmse: number
}

/**
 * Trains with XGBoost as Python's `xgboost.train` does. Like there the model keeps the trees of all rounds, and notes the
 * best one as the attribute `best_iteration`.
 * @throws {XGBoostLibraryError} when there is no XGBoost on this machine, nor a way to fetch it
 * @throws {XGBoostError} when XGBoost refuses the parameters or the data
 */
export async function trainBestModel(
  features: Omit<Features, "vectorizer">,
  parameters: Parameters,
  { rounds, earlyStoppingRounds, onRound }: TrainingOptions,
): Promise<Training> {
  const library = await provideLibrary()
  const binding = bind(library.file)
  console.log(`XGBoost ${binding.version}, ${library.origin}: ${library.file}`)
  using train = new Matrix(binding, features.xTrain, features.yTrain)
  using validation = new Matrix(binding, features.xVal, features.yVal)
  using booster = new Booster(binding, [train, validation])
  booster.setParameters(parameters)
  let best = { round: 0, rmse: Number.POSITIVE_INFINITY }
  for (let round = 0; round < rounds; round += 1) {
    booster.train(round, train)
    const rmse = booster.evaluate(round, validation)
    if (rmse < best.rmse) best = { round, rmse }
    onRound?.(round + 1, rounds, rmse)
    // A round keeps the thread busy: this lets messages out before the next one.
    await setImmediate()
    if (round - best.round >= earlyStoppingRounds) break
  }
  booster.setAttribute("best_iteration", String(best.round))
  booster.setAttribute("best_score", String(best.rmse))
  return {
    model: new TrainedModel(booster.save(), binding.version),
    rmse: rootMeanSquaredError(features.yVal, booster.predict(validation)),
  }
}

/** The root of the mean of the squared differences between what is and what was predicted, in the unit of both. */
export function rootMeanSquaredError(actual: ArrayLike<number>, predicted: Float32Array): number {
  if (actual.length !== predicted.length || predicted.length === 0) {
    throw new RangeError(`${predicted.length} predictions can't be compared with ${actual.length} values`)
  }
  let sum = 0
  for (const [row, prediction] of predicted.entries()) {
    // Arrays of the same length: the alternative is never taken.
    const difference = (actual[row] ?? Number.NaN) - prediction
    sum += difference * difference
  }
  return Math.sqrt(sum / predicted.length)
}

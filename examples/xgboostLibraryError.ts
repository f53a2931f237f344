/** Thrown when there is no XGBoost library, or a file can't be used as one. */
export class XGBoostLibraryError extends Error {
  override readonly name = "XGBoostLibraryError"
}

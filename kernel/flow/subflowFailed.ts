import type { SubflowTrace } from "../model/processMessages.ts"

/** A subflow didn't complete. */
export class SubflowFailedError extends Error {
  override readonly name = "SubflowFailedError"
  // Not among the fields that people are shown.
  readonly #trace: SubflowTrace

  /** @param trace what its failure depended on */
  constructor(message: string, trace: SubflowTrace, options?: ErrorOptions) {
    super(message, options)
    this.#trace = trace
  }

  get dependedOn(): SubflowTrace {
    return this.#trace
  }
}

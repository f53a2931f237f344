import { RequestError } from "../session/api.ts"
import type { SentFlowCell } from "./messages.ts"

/** A notebook's cells as a front end sent them. */
export interface SentDocument {
  /** Absolute path. */
  notebook: string
  cells: readonly SentFlowCell[]
}

/** The kernel's notebook as the front end has it that works with it; when that is gone, another one goes on from there. */
export class FlowDocument {
  readonly #onNotebook: (notebook: string) => void
  #client: object | undefined
  #sent: SentDocument | undefined

  /** @param onNotebook told where the notebook is */
  constructor(onNotebook: (notebook: string) => void) {
    this.#onNotebook = onNotebook
  }

  /** A front end sends cells, and so works with the notebook. */
  take(client: object, sent: SentDocument): void {
    this.#client = client
    this.#sent = sent
    this.#onNotebook(sent.notebook)
  }

  /**
   * A front end comes in the place of one that is gone.
   * @returns the cells that were sent last; undefined when there were none
   * @throws {RequestError} when the other one is there
   */
  attach(client: object): SentDocument | undefined {
    this.#client ??= client
    if (this.#client === client) return this.#sent
    throw new RequestError("Another window works with this kernel")
  }

  leave(client: object): void {
    if (this.#client === client) this.#client = undefined
  }
}

import { reportError } from "./errorReport.ts"
import type { FromProcess, Input, Response } from "./messages.ts"
import type { TraceEntry } from "./trace/entry.ts"

/** What a subflow gave. */
export interface SubflowAnswer {
  /** Absolute path of the folder with the values' files. */
  results: string
  values: readonly Input[]
  trace: readonly TraceEntry[]
}

/** The error of a subflow, thrown where a cell awaits it. */
export class SubflowError extends Error {
  override readonly name = "SubflowError"
}

/** The subflows that this process has asked the kernel for and not yet heard of. */
export class SubflowRequests {
  readonly #waiting = new Map<number, PromiseWithResolvers<Response>>()
  readonly #send: (message: FromProcess) => void
  #last = 0

  constructor(send: (message: FromProcess) => void) {
    this.#send = send
  }

  /**
   * @throws {SubflowError} when the subflow can't be run or fails
   * @throws {TypeError} when a parameter can't leave this process, such as a function
   */
  async ask(attempt: number, notebook: string, parameters: Readonly<Record<string, unknown>>): Promise<SubflowAnswer> {
    const request = ++this.#last
    try {
      this.#send({ type: "requested", attempt, request, notebook, parameters })
    } catch (error) {
      const { message } = reportError(error)
      throw new TypeError(`The parameters of the subflow ${notebook} must be plain values: ${message}`, {
        cause: error,
      })
    }
    const waiting = Promise.withResolvers<Response>()
    this.#waiting.set(request, waiting)
    const answer = await waiting.promise
    // Made here, so that its stack leads to the cell.
    if ("error" in answer) throw new SubflowError(answer.error.message)
    return answer
  }

  /** Settles the request that a response belongs to. */
  settle(response: Response): void {
    const waiting = this.#waiting.get(response.request)
    this.#waiting.delete(response.request)
    waiting?.resolve(response)
  }
}

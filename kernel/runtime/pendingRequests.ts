/** Requests that this process has sent and not yet heard of. */
export class PendingRequests<Answer extends { request: number }> {
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>()
  #last = 0

  /**
   * Sends a request.
   * @param send is given the request's number; when it throws, there is no request
   */
  async ask(send: (request: number) => void): Promise<Answer> {
    const request = ++this.#last
    send(request)
    const waiting = Promise.withResolvers<Answer>()
    this.#waiting.set(request, waiting)
    return waiting.promise
  }

  /** Settles the request that an answer is to; one that nobody waits for any more is ignored. */
  settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.request)
    this.#waiting.delete(answer.request)
    waiting?.resolve(answer)
  }
}

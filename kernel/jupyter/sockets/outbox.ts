/** What a ZeroMQ socket does for sending: it takes one message at a time. */
export interface Sink {
  send(frames: Uint8Array[]): Promise<void>
}

/** Sends messages over a socket in the order in which they were handed over. */
export class Outbox {
  readonly #sink: Sink
  readonly #onFailure: (error: unknown) => void
  #waiting: Uint8Array[][] = []
  #sending: Promise<void> | undefined

  /** @param onFailure told of a message that couldn't be sent; the next ones are tried nevertheless */
  constructor(sink: Sink, onFailure: (error: unknown) => void) {
    this.#sink = sink
    this.#onFailure = onFailure
  }

  send(frames: Uint8Array[]): void {
    this.#waiting.push(frames)
    this.#sending ??= this.#sendAll()
  }

  /** Ends when ZeroMQ has taken over all messages. */
  async drained(): Promise<void> {
    await this.#sending
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      for (const frames of batch) {
        try {
          await this.#sink.send(frames)
        } catch (error) {
          this.#onFailure(error)
        }
      }
    }
    this.#sending = undefined
  }
}

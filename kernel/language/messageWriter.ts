import type { Writable } from "node:stream"
import { AbstractMessageWriter, type Message, type MessageWriter } from "vscode-languageserver-protocol/node"

/**
 * Writes messages as the language server protocol frames them, those of one moment together. The library's own writer waits
 * until a message's head is gone before it sends the rest, and then before it sends the next message, so that a question
 * about a changed text left after four turns of the event loop.
 */
export class WholeMessageWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #stream: Writable
  #isCorked = false

  constructor(stream: Writable) {
    super()
    this.#stream = stream
    stream.on("error", (error) => this.fireError(error))
    stream.on("close", () => this.fireClose())
  }

  /** @throws {Error} when the stream takes nothing any more */
  async write(message: Message): Promise<void> {
    const content = JSON.stringify(message)
    const { promise: isWritten, resolve, reject } = Promise.withResolvers<void>()
    this.#corkForNow()
    this.#stream.write(`Content-Length: ${Buffer.byteLength(content)}\r\n\r\n${content}`, (error) =>
      error ? reject(error) : resolve(),
    )
    await isWritten
  }

  end(): void {
    this.#stream.end()
  }

  #corkForNow(): void {
    if (this.#isCorked) return
    this.#isCorked = true
    this.#stream.cork()
    process.nextTick(() => {
      this.#isCorked = false
      this.#stream.uncork()
    })
  }
}

import { sendToKernel, writeFully } from "../kernelPipes.ts"
import { outputMark } from "../outputMark.ts"
import type { FromLive } from "../../model/liveMessages.ts"

/** A message whose place among the raw output matters. */
export type MarkedMessage = FromLive extends infer Message
  ? Message extends { mark: number }
    ? Omit<Message, "mark">
    : never
  : never

/** Standard output and standard error. */
const rawOutputs = [1, 2] as const

/** Sends messages to the kernel. */
export class LiveSender {
  readonly #nonce: string
  readonly #onLost: () => void
  #marks = 0

  /** @param onLost called when the kernel is gone */
  constructor(nonce: string, onLost: () => void) {
    this.#nonce = nonce
    this.#onLost = onLost
  }

  send(message: FromLive): void {
    try {
      sendToKernel(message)
    } catch (error) {
      // EPIPE: the kernel is gone. EBADF: user code closed the pipe, and nothing can be told any more.
      if (!isBroken(error)) throw error
      this.#onLost()
    }
  }

  /** Sends a message with marks in the raw output, so that the kernel puts it in its place. */
  sendMarked(message: MarkedMessage): void {
    const mark = ++this.#marks
    const bytes = Buffer.from(outputMark(this.#nonce, mark), "latin1")
    for (const descriptor of rawOutputs) {
      try {
        writeFully(descriptor, bytes)
      } catch (error) {
        // User code closed it: nothing comes there any more. The kernel doesn't wait long for marks.
        if (!isBroken(error)) throw error
      }
    }
    this.send({ ...message, mark })
  }
}

function isBroken(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EPIPE" || error.code === "EBADF")
}

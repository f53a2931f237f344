import { MarkReader, type MarkedOutput } from "../runtime/outputMark.ts"

type StreamName = "stdout" | "stderr"
const streamNames: readonly StreamName[] = ["stdout", "stderr"]

/** How long a message waits for its marks in the raw output, in milliseconds. They are missing where user code closed it. */
const maxWait = 200

/**
 * Puts the messages of a live process and its raw output, which come by pipes of their own, back into the order in which
 * they were written.
 */
export class OrderedOutput {
  readonly #readers: Readonly<Record<StreamName, MarkReader>>
  readonly #onRaw: (stream: StreamName, bytes: Buffer) => void
  readonly #raw: Readonly<Record<StreamName, MarkedOutput[]>> = { stdout: [], stderr: [] }
  readonly #messages: { mark: number; deliver: () => void }[] = []
  /** Streams whose marks have failed to come. */
  readonly #lost = new Set<StreamName>()
  #timer: NodeJS.Timeout | undefined

  /** @param onRaw takes raw output without its marks */
  constructor(nonce: string, onRaw: (stream: StreamName, bytes: Buffer) => void) {
    this.#readers = { stdout: new MarkReader(nonce), stderr: new MarkReader(nonce) }
    this.#onRaw = onRaw
  }

  /** Raw output came. */
  pushRaw(stream: StreamName, bytes: Buffer): void {
    this.#raw[stream].push(...this.#readers[stream].push(bytes))
    this.#pump()
  }

  /** A message came that was written after the marks with its number. */
  pushMessage(mark: number, deliver: () => void): void {
    this.#messages.push({ mark, deliver })
    this.#pump()
  }

  /** Passes on everything that is held back: nothing more will come. */
  flush(): void {
    for (const stream of streamNames) this.#lost.add(stream)
    this.#pump()
    for (const stream of streamNames) {
      this.#passRaw(stream, Infinity)
      const rest = this.#readers[stream].flush()
      if (rest.length > 0) this.#onRaw(stream, rest)
    }
  }

  #pump(): void {
    for (;;) {
      const next = this.#messages[0]
      for (const stream of streamNames) this.#passRaw(stream, next?.mark)
      if (!next || !streamNames.every((stream) => this.#isPast(stream, next.mark))) break
      this.#messages.shift()
      next.deliver()
    }
    clearTimeout(this.#timer)
    this.#timer = this.#messages.length === 0 ? undefined : setTimeout(() => this.#giveUp(), maxWait)
  }

  /** Passes on what was written before a message. */
  #passRaw(stream: StreamName, mark: number | undefined): void {
    const queue = this.#raw[stream]
    for (let item = queue[0]; item !== undefined; item = queue[0]) {
      // A mark without its message: that is still on its way, and what follows the mark comes after it.
      if (typeof item === "number" && (mark === undefined || item >= mark)) return
      queue.shift()
      if (typeof item !== "number") this.#onRaw(stream, item)
    }
  }

  #isPast(stream: StreamName, mark: number): boolean {
    const [first] = this.#raw[stream]
    return (typeof first === "number" && first >= mark) || this.#lost.has(stream)
  }

  #giveUp(): void {
    const [next] = this.#messages
    if (!next) return
    for (const stream of streamNames) if (!this.#isPast(stream, next.mark)) this.#lost.add(stream)
    this.#pump()
  }
}

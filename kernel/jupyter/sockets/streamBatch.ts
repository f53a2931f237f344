import type { Parent } from "../wire/message.ts"

export type StreamName = "stdout" | "stderr"

/** Text printed to one stream on behalf of one request. */
export interface StreamText {
  parent: Parent | undefined
  name: StreamName
  text: string
}

/** How long text may wait for more of its kind: a person sees no delay, and a loop that prints makes few messages. */
const interval = 20
/** So many characters don't wait: messages of a sensible size. */
const enough = 256 * 1024

/** Joins what is printed in quick succession. The first text goes out at once; `flush` before whatever else is sent. */
export class StreamBatch {
  readonly #send: (text: StreamText) => void
  #held: { parent: Parent | undefined; name: StreamName; texts: string[]; length: number } | undefined
  #timer: NodeJS.Timeout | undefined
  #sentAt = -Infinity

  constructor(send: (text: StreamText) => void) {
    this.#send = send
  }

  add({ parent, name, text }: StreamText): void {
    if (this.#held && (this.#held.parent !== parent || this.#held.name !== name)) this.flush()
    this.#held ??= { parent, name, texts: [], length: 0 }
    this.#held.texts.push(text)
    this.#held.length += text.length
    const wait = this.#sentAt + interval - performance.now()
    if (wait <= 0 || this.#held.length >= enough) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), wait)
  }

  /** Sends what waits. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (!this.#held) return
    const { parent, name, texts } = this.#held
    this.#held = undefined
    this.#sentAt = performance.now()
    this.#send({ parent, name, text: texts.join("") })
  }
}

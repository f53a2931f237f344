import type { CellOutput } from "../../model/cellOutput.ts"

/** How many writes are passed on one by one within a window of this many milliseconds, before they are gathered. */
const immediateWrites = 32
const windowMilliseconds = 25
/** Gathered text is passed on when it is this long, in characters. */
const maxGatheredLength = 1 << 16

type StreamName = "stdout" | "stderr"

/** Passes on what one cell shows. */
export type PassOn = (cell: number, outputs: readonly CellOutput[]) => void

/**
 * Gathers what cells print. Single lines go out at once, so that none is lost when the process dies of what comes next;
 * when there are many, they go out together, every 25 ms or 64 kB, also from a loop that never waits.
 */
export class LiveOutput {
  readonly #passOn: PassOn
  #cell = 0
  #stream: StreamName = "stdout"
  #texts: string[] = []
  #length = 0
  #gathered: CellOutput[] = []
  #windowStart = -Infinity
  #writes = 0
  #timer: NodeJS.Timeout | undefined

  constructor(passOn: PassOn) {
    this.#passOn = passOn
  }

  write(cell: number, stream: StreamName, text: string): void {
    if (text === "") return
    if (cell !== this.#cell) this.flush()
    if (stream !== this.#stream) this.#closeText()
    this.#cell = cell
    this.#stream = stream
    this.#texts.push(text)
    this.#length += text.length
    const now = performance.now()
    if (now - this.#windowStart >= windowMilliseconds) {
      this.#windowStart = now
      this.#writes = 0
      this.flush()
    } else if (++this.#writes < immediateWrites || this.#length >= maxGatheredLength) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), windowMilliseconds).unref()
  }

  /** Shows something else than text, after all text before it. */
  show(cell: number, output: CellOutput): void {
    this.flush()
    this.#passOn(cell, [output])
  }

  /** Passes on what is gathered. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#closeText()
    if (this.#gathered.length === 0) return
    const outputs = this.#gathered
    this.#gathered = []
    this.#length = 0
    this.#passOn(this.#cell, outputs)
  }

  #closeText(): void {
    if (this.#texts.length === 0) return
    this.#gathered.push({ kind: "stream", stream: this.#stream, text: this.#texts.join("") })
    this.#texts = []
  }
}

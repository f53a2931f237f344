import { LineSplitter } from "./lines.ts"

/** How often an unfinished line is told, in milliseconds: people see no more, and a progress bar may be drawn a million times. */
const interval = 50
/** As much as a terminal may show of it, in characters. */
const longest = 4_096

/** As they are before user code can replace them. */
const { setTimeout } = globalThis
const now = performance.now.bind(performance)

/** Cuts text into lines as they end, and tells of one that goes on what there is of it. */
export class GrowingLines {
  readonly #lines: LineSplitter
  readonly #tell: (text: string) => void
  /** Made once, and before user code runs: it keeps no process alive, and is nothing that an attempt left. */
  readonly #timer: NodeJS.Timeout
  #toldAt = -Infinity
  #isTold = false

  /**
   * @param take called for each line, without its line end
   * @param tell called now and then with the end of an unfinished line, and with an empty text when it is finished
   */
  constructor(take: (line: string) => void, tell: (text: string) => void) {
    this.#lines = new LineSplitter((line) => {
      take(line)
      this.#finished()
    })
    this.#tell = tell
    this.#timer = setTimeout(() => this.#tellIfOpen(), interval).unref()
  }

  push(text: string): void {
    this.#lines.push(text)
    if (!this.#lines.isOpen) return
    if (now() - this.#toldAt >= interval) this.#tellIfOpen()
    else this.#timer.refresh()
  }

  /** Takes what came since the last line end for a line. */
  flush(): void {
    this.#lines.flush()
  }

  /** Gives away what came since the last line end. */
  takeRest(): string {
    const rest = this.#lines.takeRest()
    this.#finished()
    return rest
  }

  #tellIfOpen(): void {
    if (!this.#lines.isOpen) return
    this.#toldAt = now()
    this.#isTold = true
    this.#tell(this.#lines.tail(longest))
  }

  #finished(): void {
    if (!this.#isTold) return
    this.#isTold = false
    this.#tell("")
  }
}

/** A line longer than this is passed on in pieces, in characters: output without any line end mustn't fill the memory. */
const maxLineLength = 1 << 24

/** Cuts text that comes bit by bit into lines. */
export class LineSplitter {
  readonly #take: (line: string) => void
  /** What came since the last line end. */
  #rest: string[] = []
  #length = 0

  /** @param take called for each line, without its line end */
  constructor(take: (line: string) => void) {
    this.#take = take
  }

  push(text: string): void {
    let start = 0
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      this.#keep(text.slice(start, end))
      this.#end()
      start = end + 1
    }
    if (start < text.length) this.#keep(start === 0 ? text : text.slice(start))
    if (this.#length > maxLineLength) this.#end()
  }

  /** Whether something came since the last line end. */
  get isOpen(): boolean {
    return this.#length > 0
  }

  /** The last so many characters, or a few more, of what came since the last line end. */
  tail(length: number): string {
    const pieces: string[] = []
    for (let index = this.#rest.length - 1, found = 0; index >= 0 && found < length; index--) {
      const piece = (this.#rest[index] ?? "").slice(-length)
      pieces.unshift(piece)
      found += piece.length
    }
    return pieces.join("")
  }

  /** Takes what came since the last line end for a line. */
  flush(): void {
    if (this.#length > 0) this.#end()
  }

  /** Gives away what came since the last line end. */
  takeRest(): string {
    const rest = this.#rest.join("")
    this.#rest = []
    this.#length = 0
    return rest
  }

  #keep(text: string): void {
    this.#rest.push(text)
    this.#length += text.length
  }

  #end(): void {
    const line = this.takeRest()
    this.#take(line.endsWith("\r") ? line.slice(0, -1) : line)
  }
}

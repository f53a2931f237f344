import { errorMessage } from "../../kernel/errorMessage.ts"

/** Characters that a document has at most: VS Code gives larger ones to no extension. */
const maxLogLength = 20_000_000

/** A log's text, which grows while it is read. */
export class GrowingLog {
  readonly #changed: () => void
  #text = ""
  #timer: NodeJS.Timeout | undefined

  /** @param changed told when there is something new to show: the more text there is, the less often */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  get text(): string {
    return this.#text
  }

  /**
   * Reads the log to its end.
   * @param read gives its pieces in turn
   * @throws what `read` throws before there is any text; later that is the last line of the text
   */
  async read(read: (take: (piece: string) => void) => Promise<void>): Promise<void> {
    try {
      await read((piece) => this.#take(piece))
      if (this.#text === "") this.#text = "The task wrote nothing in this run.\n"
    } catch (error) {
      if (this.#text === "") throw error
      const start = this.#text.endsWith("\n") ? "" : "\n"
      this.#text += `${start}… the rest can't be read: ${errorMessage(error)} …\n`
    } finally {
      clearTimeout(this.#timer)
    }
    this.#changed()
  }

  #take(piece: string): void {
    this.#text = withinLimit(this.#text + piece)
    // The longer it is, the longer VS Code takes for all of it.
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined
        this.#changed()
      },
      200 + this.#text.length / 10_000,
    )
  }
}

function withinLimit(text: string): string {
  if (text.length <= maxLogLength) return text
  const kept = text.slice(-maxLogLength / 2)
  return `… the beginning is left out: 'tsnb logs' prints all of it …\n${kept.slice(kept.indexOf("\n") + 1)}`
}

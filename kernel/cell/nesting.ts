/**
 * The parser, which is native code, dies of some thousands of things within each other, and takes the process with it:
 * of brackets earlier than of others.
 */
const maxBracketsDepth = 1_000
/** Tokens of one statement, without those within brackets of its own: each may be within the one before. */
const maxStatementLength = 10_000

const token =
  /\/\/.*|\/\*[^]*?(?:\*\/|$)|\n[^\S\n]*(?:abstract|class|const|enum|export|function|import|interface|let|namespace|type|var)\b|[\w$\u0080-\uFFFF]+|\S/g

/** What ends each kind of text, or is escaped in it. One expression for the whole text would take a stack of its length. */
const pauses = { '"': /["\\\n]/g, "'": /['\\\n]/g, "`": /[`\\]|\$\{/g } as const

/**
 * Goes through a text to its end.
 * @param start behind what begins it
 * @returns what ends it: its quote, a line's end, or the start of a value in a template; and where the code goes on
 */
function textEnd(source: string, start: number, quote: keyof typeof pauses): { by: string; end: number } {
  const pause = pauses[quote]
  pause.lastIndex = start
  for (let match = pause.exec(source); match; match = pause.exec(source)) {
    if (match[0] !== "\\") return { by: match[0], end: pause.lastIndex }
    pause.lastIndex++
  }
  return { by: "", end: source.length }
}

/** Whether code goes deeper than a parser's stack may hold. Tells by tokens alone, and so of any text. */
export function isTooDeep(source: string): boolean {
  // Each level needs a character.
  if (source.length <= maxBracketsDepth) return false
  const levels = new Levels()
  token.lastIndex = 0
  for (let match = token.exec(source); match; match = token.exec(source)) {
    const [text] = match
    const isTemplate = text === "`" || (text === "}" && levels.isInTemplate)
    levels.take(text)
    const quote = isTemplate ? "`" : text === '"' || text === "'" ? text : undefined
    if (quote !== undefined) {
      const { by, end } = textEnd(source, token.lastIndex, quote)
      if (by === "${") levels.take("${")
      // A text that its line ends is none, such as an apostrophe in JSX: what is behind it counts as code.
      if (by !== "\n" || isTemplate) token.lastIndex = end
    }
    if (levels.areTooMany) return true
  }
  return false
}

class Levels {
  /** For each bracket that is open the tokens since the last separator, and the bracket. */
  readonly #open: { bracket: string; tokens: number }[] = [{ bracket: "", tokens: 0 }]
  #tokens = 0

  get isInTemplate(): boolean {
    return this.#open.at(-1)?.bracket === "${"
  }

  get areTooMany(): boolean {
    return this.#open.length > maxBracketsDepth || this.#tokens > maxStatementLength
  }

  take(text: string): void {
    if (/^(?:[([{]|\$\{)$/.test(text)) {
      this.#open.push({ bracket: text, tokens: 0 })
    } else if (/^[)\]}]$/.test(text)) {
      this.#separate()
      if (this.#open.length > 1) this.#open.pop()
      this.#count()
    } else if (text === ";" || text === "," || text.startsWith("\n")) this.#separate()
    else if (!/^(?:["']|\/[/*])/.test(text)) this.#count()
  }

  #count(): void {
    const level = this.#open.at(-1)
    if (level) level.tokens++
    this.#tokens++
  }

  #separate(): void {
    const level = this.#open.at(-1)
    this.#tokens -= level?.tokens ?? 0
    if (level) level.tokens = 0
  }
}

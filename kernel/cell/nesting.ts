/**
 * The parser, which is native code, dies of some thousands of things within each other, and takes the process with it:
 * of brackets earlier than of others.
 */
const deepestBrackets = 1_000
/** Tokens of one statement, without those within brackets of its own: each may be within the one before. */
const longestStatement = 10_000

const token =
  /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/.*|\/\*[^]*?\*\/|\n\s*(?:abstract|class|const|enum|export|function|import|interface|let|namespace|type|var)\b|[\w$\u0080-\uFFFF]+|\S/g
/** A template's text from its start, or from the end of a value in it. */
const templateText = /(?:[^`\\$]|\\[^]|\$(?!\{))*(`|\$\{)?/y

/** Whether code goes deeper than a parser's stack may hold. Tells by tokens alone, and so of any text. */
export function isTooDeep(source: string): boolean {
  // Each level needs a character.
  if (source.length <= deepestBrackets) return false
  const levels = new Levels()
  token.lastIndex = 0
  for (let match = token.exec(source); match; match = token.exec(source)) {
    const [text] = match
    const isTemplate = text === "`" || (text === "}" && levels.isInTemplate)
    levels.take(text)
    if (isTemplate) {
      templateText.lastIndex = token.lastIndex
      if (templateText.exec(source)?.[1] === "${") levels.take("${")
      token.lastIndex = templateText.lastIndex
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
    return this.#open.length > deepestBrackets || this.#tokens > longestStatement
  }

  take(text: string): void {
    if (/^(?:[([{]|\$\{)$/.test(text)) {
      this.#open.push({ bracket: text, tokens: 0 })
    } else if (/^[)\]}]$/.test(text)) {
      this.#separate()
      if (this.#open.length > 1) this.#open.pop()
      this.#count()
    } else if (text === ";" || text === "," || text.startsWith("\n")) this.#separate()
    else if (!/^(?:["'`]|\/[/*])/.test(text)) this.#count()
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

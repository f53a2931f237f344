import { leadingComments, type CommentLine } from "../../../kernel/cell/directive/comments.ts"
import {
  directives,
  findDirective,
  isDirectiveName,
  type FoundDirective,
} from "../../../kernel/cell/directive/index.ts"
import { tokenise, type Token } from "../../../kernel/notebook/tokens.ts"

type Kind = FoundDirective["kind"]

/** The text that a completion takes the place of, in offsets of the source. */
export interface Replaced {
  start: number
  end: number
}

/** What can be written at a place in a directive. */
export type DirectiveContext = Replaced &
  (
    | { kind: "directive" }
    /** A word after the directive's name, or the name of an option. */
    | { kind: "word"; directive: Kind; words: readonly string[]; options: readonly string[] }
    | {
        kind: "value"
        directive: Kind
        option: string
        /** The value up to the word that is being written. */
        before: string
      }
  )

const partOfWord = /[\p{L}\p{N}_$./-]/u
const couldBegin = /^\s*(?:\/[/*]|["']use strict)/

/** What can be written at an offset of a cell's source; undefined outside of directives. */
export function directiveContext(source: string, offset: number): DirectiveContext | undefined {
  // Asked after every space that is typed anywhere.
  if (!couldBegin.test(source)) return undefined
  const [comment = []] = leadingComments(source)
  const headIndex = comment.findIndex(({ text }) => text.trim() !== "")
  const index = comment.findIndex((line) => offset >= line.offset && offset <= line.offset + line.text.length)
  const line = comment[index]
  if (!line || index < headIndex) return undefined
  const { candidate, found } = findDirective(source)
  if (index > headIndex) return found && furtherLineContext(found, line, index - headIndex, offset)
  const [whole = "", before = "", name = ""] = /^(\s*)@(\S*)/.exec(line.text) ?? []
  const start = line.offset + before.length
  if (whole === "" || offset <= start) return undefined
  if (offset <= line.offset + whole.length) return { kind: "directive", start, end: line.offset + whole.length }
  return candidate && found && isDirectiveName(name) ? lineContext(found, line, whole.length, offset) : undefined
}

/** @param position of the line in the comment, counted from the directive's first */
function furtherLineContext(
  found: FoundDirective,
  line: CommentLine,
  position: number,
  offset: number,
): DirectiveContext | undefined {
  const isOptions = position < found.lines.length
  const isNext = position === found.lines.length
  // A line that isn't made of options yet may become one, as long as there is nothing else on it.
  if (!isOptions && !(isNext && mayBecomeOptions(line, offset))) return undefined
  return lineContext(found, line, 0, offset)
}

function mayBecomeOptions(line: CommentLine, offset: number): boolean {
  const place = offset - line.offset
  const others = tokenise(line.text).filter(({ start, end, option }) => !option && (place < start || place > end))
  return others.length === 0 || tokenise(line.text.slice(0, place)).some(({ option }) => option?.isOpen)
}

function lineContext(found: FoundDirective, line: CommentLine, from: number, offset: number): DirectiveContext {
  const { kind: directive } = found
  const before = line.text.slice(0, offset - line.offset)
  const tokens = tokenise(before, from)
  const current = tokens.find(({ option }) => option?.isOpen) ?? tokens.findLast(({ end }) => end === before.length)
  const end = endOfWord(line, offset)
  if (current?.option) {
    const value = before.slice(current.option.valueStart)
    const isExpression = directives[directive].options[current.option.name]?.refersTo === "names"
    const start = offset - lengthOfWord(value, isExpression)
    const written = value.slice(0, value.length - (offset - start))
    return { kind: "value", directive, option: current.option.name, before: written, start, end }
  }
  const start = current ? line.offset + current.start : offset
  return { kind: "word", directive, ...given(found, line, start), start, end }
}

/** The words and options of a directive but the one that is being written. */
function given(
  { lines }: FoundDirective,
  own: CommentLine,
  start: number,
): { words: readonly string[]; options: readonly string[] } {
  const isOwnLine = lines.some(({ offset }) => offset === own.offset)
  const all = [...lines, ...(isOwnLine ? [] : [{ ...own, tokens: tokenise(own.text) }])]
  const parts = all.flatMap(({ text, offset, tokens }) =>
    tokens.filter((token) => offset + token.start !== start).map((token) => ({ text, token })),
  )
  return {
    words: parts.filter(({ token }) => !token.option).map(({ text, token }) => wordOf(text, token)),
    options: parts.flatMap(({ token }) => token.option?.name ?? []),
  }
}

function wordOf(text: string, { start, end }: Token): string {
  return text.slice(start, end)
}

/** @param isExpression in which a point or a slash ends a word */
function lengthOfWord(before: string, isExpression: boolean): number {
  const last = isExpression ? /[\p{L}\p{N}_$]*$/u : /[\p{L}\p{N}_$./-]*$/u
  return last.exec(before)?.[0].length ?? 0
}

function endOfWord({ text, offset: lineStart }: CommentLine, offset: number): number {
  let end = offset - lineStart
  while (end < text.length && partOfWord.test(text.charAt(end))) end += 1
  return lineStart + end
}

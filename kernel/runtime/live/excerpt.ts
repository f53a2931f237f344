import { bold, dim, red } from "./colours.ts"

/** Lines of a source around a place, the failing one marked. */
export interface ExcerptLine {
  /** Its number; empty for the line of the caret. */
  number: string
  text: string
  isMarked: boolean
}

const linesBefore = 2
const linesAfter = 1
const maxLineLength = 160

/**
 * Up to five lines around a place.
 * @param line 1-based
 * @param column 1-based, in UTF-16 units
 */
export function excerptOf(source: string, line: number, column: number): readonly ExcerptLine[] {
  const lines = source.split(/\r\n|\n|\r/)
  const first = Math.max(1, line - linesBefore)
  const last = Math.min(lines.length, line + linesAfter)
  const width = String(last).length
  // A line of minified code is of use only near the place.
  const start = column > maxLineLength ? column - maxLineLength / 2 : 0
  const excerpt: ExcerptLine[] = []
  for (let number = first; number <= last; number++) {
    const text = (lines[number - 1] ?? "").slice(start, start + maxLineLength)
    const isMarked = number === line
    excerpt.push({ number: String(number).padStart(width), text, isMarked })
    if (isMarked) {
      const before = text.slice(0, column - 1 - start).replaceAll(/[^\t]/g, " ")
      excerpt.push({ number: " ".repeat(width), text: `${before}^`, isMarked: false })
    }
  }
  return excerpt
}

/** The lines around a place as a traceback shows them. */
export function paintedExcerpt(source: string, line: number, column: number): readonly string[] {
  return excerptOf(source, line, column).map(({ number, text, isMarked }) =>
    isMarked ? `  ${red(">")} ${bold(number)} ${dim("|")} ${text}` : `    ${dim(`${number} |`)} ${text}`,
  )
}

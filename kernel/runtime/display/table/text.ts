import { cutText, oneLine, padText, textWidth } from "../oneLine.ts"
import { shapeText, type Excerpt } from "./excerpt.ts"

const maxNameLength = 30
/** Characters of a line, as far as more than one column is left. */
const lineWidth = 100

interface TextColumn {
  lines: readonly string[]
  isNumeric: boolean
  width: number
}

/** An excerpt as lines of text with aligned columns, cut to the columns that fit. */
export function tableText(excerpt: Excerpt): string {
  return linesOf(excerpt).text
}

/** The same, if all columns fit. */
export function wholeTableText(excerpt: Excerpt): string | undefined {
  const { text, isInteger } = linesOf(excerpt)
  return isInteger ? text : undefined
}

function linesOf(excerpt: Excerpt): { text: string; isInteger: boolean } {
  const { columns, labels, rowGap } = excerpt
  const hasTypes = columns.some(({ type }) => type !== undefined)
  const made = columns.map(({ name, type = "", cells, isNumeric }) =>
    textColumn(
      [heading(name), ...(hasTypes ? [heading(type)] : [])],
      cells.map(({ text }) => text),
      isNumeric,
      rowGap,
    ),
  )
  const headings = hasTypes ? ["", ""] : [""]
  const first = textColumn(
    headings,
    labels.map(({ text }) => text),
    false,
    rowGap,
  )
  const filler = textColumn(
    [...headings.slice(1), "…"].toReversed(),
    labels.map(() => "…"),
    false,
    rowGap,
  )
  const fit = fitting(made, filler, excerpt.columnGap, lineWidth - first.width)
  const shown = [first, ...fit]
  const lines = first.lines.map((_, line) =>
    shown
      .map((column) => padded(column, line))
      .join("  ")
      .trimEnd(),
  )
  const caption = excerpt.caption === undefined ? [] : [oneLine(excerpt.caption)]
  const text = [...caption, ...(columns.length > 0 ? lines : []), shapeText(excerpt)].join("\n")
  return { text, isInteger: fit === made }
}

function heading(text: string): string {
  return cutText(oneLine(text), maxNameLength)
}

function textColumn(
  headings: readonly string[],
  cells: readonly string[],
  isNumeric: boolean,
  rowGap: number | undefined,
): TextColumn {
  const lines = [...headings, ...(rowGap === undefined ? cells : cells.toSpliced(rowGap, 0, "⋮"))]
  return { lines, isNumeric, width: Math.max(...lines.map(textWidth)) }
}

function padded({ lines, isNumeric, width }: TextColumn, line: number): string {
  const text = lines[line] ?? ""
  return isNumeric ? " ".repeat(width - textWidth(text)) + text : padText(text, width)
}

/** The columns that fit, taken from both ends, with something for those left out. */
function fitting(
  columns: readonly TextColumn[],
  filler: TextColumn,
  gap: number | undefined,
  width: number,
): readonly TextColumn[] {
  const needs = ({ width }: TextColumn): number => width + 2
  const total = columns.reduce((sum, column) => sum + needs(column), 0)
  if (gap === undefined && total <= width) return columns
  let left = width - needs(filler)
  let [head, tail] = [0, 0]
  const limit = gap ?? columns.length
  while (head + tail < columns.length) {
    const fromHead = head <= tail && head < limit
    const next = fromHead ? columns[head] : columns[columns.length - 1 - tail]
    if (!next || (needs(next) > left && head > 0)) break
    left -= needs(next)
    if (fromHead) head++
    else tail++
  }
  const isInteger = gap === undefined && head + tail === columns.length
  return [...columns.slice(0, head), ...(isInteger ? [] : [filler]), ...columns.slice(columns.length - tail)]
}

import { cutText, padText, textWidth } from "./text.ts"

/** A last column of fewer terminal columns isn't worth cutting to. */
const narrowest = 10

/** A cell of a table: its text, and how it is coloured once the columns are aligned. */
export interface Cell {
  text: string
  paint?: (text: string) => string
}

/**
 * Rows with their columns aligned, two blanks apart. Columns in which no row has a text are left out.
 * @param headings one for each column
 * @param width columns of the terminal; a row's last text is cut where it would wrap
 */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly (string | Cell)[])[],
  width = Infinity,
): string[] {
  const cells = rows.map((row) => row.map((cell): Cell => (typeof cell === "string" ? { text: cell } : cell)))
  const used = headings.map((_, column) => cells.length === 0 || cells.some((row) => (row[column]?.text ?? "") !== ""))
  const all = [headings.map((text): Cell => ({ text })), ...cells].map((row) => row.filter((_, index) => used[index]))
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => textWidth(row[column]?.text ?? ""))))
  return all.map((row) => formatRow(row, widths, width))
}

function formatRow(row: readonly Cell[], widths: readonly number[], width: number): string {
  const last = row.findLastIndex((cell) => cell.text !== "")
  return row
    .slice(0, last + 1)
    .map(({ text, paint }, column) => {
      const isLast = column === last
      const start = widths.slice(0, column).reduce((sum, taken) => sum + taken + 2, 0)
      // A narrow terminal has to wrap after all, rather than show nothing.
      const shown = isLast && width - start >= narrowest ? cutText(text, width - start) : text
      const painted = paint ? paint(shown) : shown
      return isLast ? painted : painted + " ".repeat((widths[column] ?? 0) - textWidth(text) + 2)
    })
    .join("")
}

/** Rows of text whose first columns are aligned, such as `name  value`. */
export function formatPairs(pairs: readonly (readonly [name: string, value: string])[], indent = ""): string[] {
  const width = Math.max(0, ...pairs.map(([name]) => textWidth(name)))
  return pairs.map(([name, value]) => `${indent}${padText(name, width)}  ${value}`.trimEnd())
}

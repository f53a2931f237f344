import { padText, textWidth } from "./text.ts"

/** A cell of a table: its text, and how it is coloured once the columns are aligned. */
export interface Cell {
  text: string
  paint?: (text: string) => string
}

/**
 * Rows with their columns aligned, two blanks apart. Columns in which no row has a text are left out.
 * @param headings one for each column
 */
export function formatTable(headings: readonly string[], rows: readonly (readonly (string | Cell)[])[]): string[] {
  const cells = rows.map((row) => row.map((cell): Cell => (typeof cell === "string" ? { text: cell } : cell)))
  const used = headings.map((_, column) => cells.length === 0 || cells.some((row) => (row[column]?.text ?? "") !== ""))
  const all = [headings.map((text): Cell => ({ text })), ...cells].map((row) => row.filter((_, index) => used[index]))
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => textWidth(row[column]?.text ?? ""))))
  return all.map((row) => formatRow(row, widths))
}

function formatRow(row: readonly Cell[], widths: readonly number[]): string {
  const last = row.findLastIndex((cell) => cell.text !== "")
  return row
    .slice(0, last + 1)
    .map(({ text, paint }, column) => {
      const painted = paint ? paint(text) : text
      return column === last ? painted : painted + " ".repeat((widths[column] ?? 0) - textWidth(text) + 2)
    })
    .join("")
}

/** Rows of text whose first columns are aligned, such as `name  value`. */
export function formatPairs(pairs: readonly (readonly [name: string, value: string])[], indent = ""): string[] {
  const width = Math.max(0, ...pairs.map(([name]) => textWidth(name)))
  return pairs.map(([name, value]) => `${indent}${padText(name, width)}  ${value}`.trimEnd())
}

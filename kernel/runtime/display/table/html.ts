import { cutText, oneLine } from "../oneLine.ts"
import type { Cell } from "./cells.ts"
import { shapeText, type Excerpt, type ExcerptColumn } from "./excerpt.ts"

const maxNameLength = 60
const maxTypeLength = 40

/**
 * Looks right on light and dark pages: all colours are the page's own or see-through. The rules are written so that they
 * count more than a front end's for any table in an output.
 */
const style = `
.tsnb-table { overflow: auto; max-width: 100%; max-height: 45em; }
.tsnb-table table.dataframe { border-collapse: collapse; border: none; margin: 0; width: auto; table-layout: auto;
  font-size: var(--jp-ui-font-size1, 13px); font-variant-numeric: tabular-nums; color: inherit; background: none; }
.tsnb-table table.dataframe th, .tsnb-table table.dataframe td { border: none; padding: 0.25em 0.75em; line-height: 1.4;
  white-space: pre; text-align: left; vertical-align: baseline; max-width: none; color: inherit; }
.tsnb-table table.dataframe thead tr { background: none; }
.tsnb-table table.dataframe thead th { font-weight: 600; vertical-align: bottom; position: sticky; top: 0;
  background: var(--vscode-editor-background, var(--jp-layout-color0, Canvas));
  box-shadow: inset 0 -1px rgba(128, 128, 128, 0.6); }
.tsnb-table table.dataframe tbody th { font-weight: normal; opacity: 0.65; }
.tsnb-table table.dataframe tbody tr { background: none; }
.tsnb-table table.dataframe tbody tr:nth-child(even) { background: rgba(128, 128, 128, 0.1); }
.tsnb-table table.dataframe tbody tr:hover { background: rgba(128, 128, 128, 0.2); }
.tsnb-table table.dataframe small { font-weight: normal; font-size: 0.85em; opacity: 0.65; }
.tsnb-table table.dataframe i { opacity: 0.5; }
.tsnb-table caption { font-weight: 600; padding: 0.25em 0.75em; color: inherit; white-space: nowrap; }
.tsnb-table p { margin: 0.4em 0 0; font-size: 0.9em; opacity: 0.65; }
`.trim()

/** An excerpt as an HTML table, with the types below the names and the shape below the table. */
export function tableHtml(excerpt: Excerpt): string {
  const { caption, columns, columnGap, labels, rowGap } = excerpt
  const head = withGap(columns.map(heading), columnGap, "<th>…</th>")
  const rows = labels.map((label, row) => {
    const cells = columns.map(({ cells, isNumeric }) => `<td${aligned(isNumeric)}>${cellHtml(cells[row])}</td>`)
    return `<tr><th>${cellHtml(label)}</th>${withGap(cells, columnGap, "<td>…</td>").join("")}</tr>`
  })
  const skipped = withGap(
    columns.map(({ isNumeric }) => `<td${aligned(isNumeric)}>⋮</td>`),
    columnGap,
    "<td></td>",
  )
  const body = withGap(rows, rowGap, `<tr><th>⋮</th>${skipped.join("")}</tr>`)
  const table =
    `<table class="dataframe">\n${caption === undefined ? "" : captionHtml(caption)}<thead>\n<tr><th></th>${head.join("")}</tr>\n</thead>\n` +
    `<tbody>\n${body.join("\n")}\n</tbody>\n</table>\n`
  const shape = `<p>${shapeText(excerpt)}</p>`
  return `<div class="tsnb-table">\n<style>\n${style}\n</style>\n${columns.length > 0 ? table : ""}${shape}\n</div>`
}

function captionHtml(caption: string): string {
  return `<caption style="text-align: left">${escapeHtml(oneLine(caption))}</caption>\n`
}

function heading({ name, type, isNumeric }: ExcerptColumn): string {
  const text = escapeHtml(cutText(oneLine(name), maxNameLength))
  const below = type === undefined ? "" : `<br><small>${escapeHtml(cutText(oneLine(type), maxTypeLength))}</small>`
  return `<th${aligned(isNumeric)}>${text}${below}</th>`
}

/** On the element, because some front ends keep no style sheets in outputs and put all cells to the right. */
function aligned(isNumeric: boolean): string {
  return isNumeric ? ' style="text-align: right"' : ' style="text-align: left"'
}

function cellHtml({ text, isMissing }: Cell = { text: "", isMissing: false }): string {
  return isMissing ? `<i>${escapeHtml(text)}</i>` : escapeHtml(text)
}

function withGap(parts: readonly string[], gap: number | undefined, filler: string): readonly string[] {
  return gap === undefined ? parts : parts.toSpliced(gap, 0, filler)
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

/** Text for the inside of an HTML element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? "")
}

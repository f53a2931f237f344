import type { MimeBundle } from "../../../api/types.ts"
import { excerptOf } from "./excerpt.ts"
import { tableHtml } from "./html.ts"
import { tableText, wholeTableText } from "./text.ts"
import type { TableView } from "./view.ts"

const htmlLimits = { rows: { most: 20, kept: 20 }, columns: { most: 20, kept: 20 }, cell: 80 }
const textLimits = { rows: { most: 20, kept: 10 }, columns: { most: 20, kept: 20 }, cell: 40 }

/**
 * A table as an HTML table.
 * @param rows how many are shown at most, half of them from its end
 */
export function htmlOf(view: TableView, rows: number = htmlLimits.rows.most): string {
  return tableHtml(excerptOf(view, { ...htmlLimits, rows: { most: rows, kept: rows } }))
}

/** A table's representations. */
export function tableBundle(view: TableView): MimeBundle {
  return { "text/html": htmlOf(view), "text/plain": tableText(excerptOf(view, textLimits)) }
}

/** A small table as text with nothing left out, if it fits. */
export function smallTableText(view: TableView): string | undefined {
  return wholeTableText(excerptOf(view, { ...textLimits, cell: Infinity }))
}

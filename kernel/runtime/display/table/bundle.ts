import type { MimeBundle } from "../../../api/types.ts"
import { excerptOf } from "./excerpt.ts"
import { tableHtml } from "./html.ts"
import { tableText } from "./text.ts"
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

import type { MimeBundle } from "../../api/types.ts"
import { escapeMarkup } from "../../flow/escapeMarkup.ts"

/** A line of tsnb's own about a cell, to be told apart from what the cell itself shows. */
export function noteBundle(text: string): MimeBundle {
  return { "text/plain": text, "text/html": `<small style="opacity:0.7">${escapeMarkup(text)}</small>` }
}

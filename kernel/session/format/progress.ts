import type { MimeBundle } from "../../api/types.ts"
import { escapeMarkup } from "../../flow/escapeMarkup.ts"

/** How far a task is. */
export interface Progress {
  done: number
  total: number
  label?: string
}

const barWidth = 30

/** How far a task is, as a bar with its figures. */
export function progressBundle(name: string, { done, total, label }: Progress): MimeBundle {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0
  const filled = Math.round(share * barWidth)
  const figures = `${done}/${total}${label === undefined ? "" : ` ${label}`}`
  const bar = `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}`
  return {
    "text/plain": `${name} ${bar} ${figures}`,
    "text/html": `${escapeMarkup(name)} <progress value="${share}" max="1"></progress> ${escapeMarkup(figures)}`,
  }
}

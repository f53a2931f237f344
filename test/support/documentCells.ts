import type { DocumentCell } from "../../kernel/session/liveDocument.ts"

/** Cells as an editor has them, with the ids `a`, `b` and so on, ten lines each. */
export function documentOf(...sources: readonly string[]): readonly DocumentCell[] {
  return sources.map((source, index) => ({
    id: String.fromCodePoint(97 + index),
    title: `cell ${index + 1}`,
    line: index * 10 + 1,
    source,
  }))
}

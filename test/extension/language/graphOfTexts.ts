import { buildGraph } from "../../../kernel/flow/buildGraph.ts"
import type { FlowGraph } from "../../../kernel/flow/graph.ts"
import { withPlainLineEnds } from "../../../kernel/notebook/lines.ts"

/** A cell of an editor. */
export interface CellText {
  id: string
  isCode: boolean
  text: string
}

/** The graph of cells as an editor has them, one after the other. */
export function graphOfTexts(cells: readonly CellText[]): FlowGraph {
  let line = 1
  const code = cells.flatMap(({ id, isCode, text }, index) => {
    const source = withPlainLineEnds(text)
    const cell = { line, source, id, title: `cell ${index + 1}` }
    line += source.split("\n").length
    return isCode && source.trim() !== "" ? [cell] : []
  })
  return buildGraph("notebook", code)
}

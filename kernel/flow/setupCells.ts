import type { FlowGraph, GraphCell } from "./graph.ts"
import { inOrder } from "./order.ts"
import type { PassageRule } from "./passage.ts"
import { setupOf } from "./setup/setup.ts"
import type { SetupStatement } from "./setup/setupStatement.ts"
import { sliceFor } from "./slice.ts"

/** The plain cells that change a value before it is taken, in the notebook's order. */
export function changersBefore(graph: FlowGraph, name: string, end: number): readonly GraphCell[] {
  return cellsBefore(graph, setupOf(graph).changers.get(name), end)
}

/** The plain cells that read a value before a cell changes it, in the notebook's order. */
export function readersBefore(graph: FlowGraph, name: string, end: number): readonly GraphCell[] {
  return cellsBefore(graph, setupOf(graph).readers.get(name), end)
}

function cellsBefore({ order }: FlowGraph, cells: Iterable<GraphCell> = [], end: number): readonly GraphCell[] {
  return inOrder(cells, order).filter((cell) => (order.get(cell) ?? Infinity) < end)
}

/** The names of other plain cells whose values a cell changes, or may change. */
export function namesChangedBy(graph: FlowGraph, cell: GraphCell): readonly string[] {
  return [...setupOf(graph).changers].flatMap(([name, cells]) => (cells.has(cell) ? name : []))
}

const madeAgain: PassageRule = () => "remade"

/** The plain cells with set-up that has to have run before another plain cell, or a hook, is evaluated as a whole. */
export function setupCellsFor(graph: FlowGraph, cell: GraphCell): readonly GraphCell[] {
  return cellsOf(setupFor(graph, cell))
}

/**
 * Those of them that set up the process itself: who runs cells by hand chooses when to change
 * files and the like, and goes on after an error.
 */
export function processSetupCellsFor(graph: FlowGraph, cell: GraphCell): readonly GraphCell[] {
  return cellsOf(setupFor(graph, cell).filter(({ isOutside, isGuard }) => !isOutside && !isGuard))
}

function setupFor(graph: FlowGraph, cell: GraphCell): readonly SetupStatement[] {
  if (setupOf(graph).statements.length === 0) return []
  return sliceFor(graph, cell.analysis.reads, madeAgain, cell).setup
}

function cellsOf(setup: readonly SetupStatement[]): readonly GraphCell[] {
  return [...new Set(setup.map(({ cell }) => cell))]
}

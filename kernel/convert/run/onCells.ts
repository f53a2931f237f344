import { buildGraph } from "../../flow/buildGraph.ts"
import type { FlowGraph, GraphCell } from "../../flow/graph.ts"
import { taskCode } from "../../flow/taskCode.ts"
import type { RunView } from "../../flow/runView.ts"
import type { Notebook } from "../../notebook/document.ts"
import type { CellShown } from "../jupyter/toJupyter.ts"
import type { SharedRun } from "./sharedRun.ts"

/** A notebook as a flow, and where in the notebook each of the flow's cells is. */
export interface NotebookFlow {
  graph: FlowGraph
  /** Position of each cell of the graph among all cells. */
  positions: ReadonlyMap<GraphCell, number>
}

/** Reads a notebook's cells as a flow; problems come with its graph. */
export function flowOf(name: string, { cells }: Notebook): NotebookFlow {
  const code = cells.filter(({ kind, source }) => kind === "code" && source.trim() !== "")
  const graph = buildGraph(
    name,
    code.map(({ line, source }) => ({ line, source })),
  )
  const byLine = new Map(cells.map(({ line, kind }, index) => [kind === "code" ? line : -index, index] as const))
  return { graph, positions: new Map(graph.cells.map((cell) => [cell, byLine.get(cell.line) ?? -1] as const)) }
}

/** What each cell has shown in a run, by its position. */
export function shownOnCells({ graph, positions }: NotebookFlow, run: SharedRun): ReadonlyMap<number, CellShown> {
  const others = hasSameLines(graph, run.view)
  return new Map(
    [...positions].flatMap(([cell, position]) => {
      // Other cells are known by their lines, which mean the same cells only as long as none has moved.
      const isKnown = graph.tasks.get(cell.label)?.cell === cell || others
      const shown = isKnown ? run.shown.get(cell.label) : undefined
      return shown ? [[position, shown] as const] : []
    }),
  )
}

function hasSameLines({ tasks }: FlowGraph, { outline }: RunView): boolean {
  return outline.every(({ name, line }) => tasks.get(name)?.cell.line === line)
}

/** The tasks of a run whose code is another now, or isn't there any more, by name. */
export function staleTasks({ graph }: NotebookFlow, { view }: SharedRun): ReadonlySet<string> {
  const code = taskCode(graph)
  // What an older version of tsnb recorded doesn't say.
  const stale = view.outline.filter(({ name, code: then }) => then !== undefined && then !== code.get(name))
  return new Set(stale.map(({ name }) => name))
}

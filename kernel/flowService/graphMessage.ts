import type { Directive } from "../cell/directive/index.ts"
import type { Problem } from "../cell/problem.ts"
import { dependenciesOf } from "../flow/dependencies.ts"
import { kindOfName, type FlowGraph, type GraphCell } from "../flow/graph.ts"
import { outlineTasks } from "../flow/outline.ts"
import type {
  CellProblemMessage,
  FromFlowKernel,
  GraphCellMessage,
  GraphEdgeMessage,
  SentFlowCell,
} from "./messages.ts"

/** The graph as a front end draws it. */
export function graphMessage(
  request: string,
  graph: FlowGraph,
  cells: readonly SentFlowCell[],
): Extract<FromFlowKernel, { type: "graph" }> {
  return {
    type: "graph",
    request,
    flow: graph.name,
    cells: graph.cells.map(cellMessage),
    edges: graph.cells.flatMap((cell) => edgesTo(cell, graph)),
    tasks: outlineTasks(graph, dependenciesOf(graph), new Set(graph.tasks.keys())),
    problems: problemMessages(graph.problems, cells),
  }
}

/** Problems with places in the file, by the cells that they are in. */
export function problemMessages(
  problems: readonly Problem[],
  cells: readonly SentFlowCell[],
): readonly CellProblemMessage[] {
  const byLine = cells.toSorted((one, other) => one.line - other.line)
  return problems.flatMap(({ line, column, message, severity = "error" }) => {
    const cell = byLine.findLast((candidate) => candidate.line <= line)
    return cell ? [{ cell: cell.id, line: line - cell.line + 1, column, message, severity }] : []
  })
}

function cellMessage(cell: GraphCell): GraphCellMessage {
  const { id = "", kind, label, analysis } = cell
  const isShown = (name: string): boolean => kind !== "task" || kindOfName(cell, name) !== "import"
  return {
    id,
    kind,
    name: label,
    reads: [...analysis.reads],
    defines: [...analysis.defines.keys()].filter(isShown),
    options: optionsOf(analysis.directive),
  }
}

function optionsOf(directive: Directive | undefined): Readonly<Record<string, unknown>> {
  switch (directive?.kind) {
    case "task":
    case "flow":
      return { ...directive.options }
    case "on":
      return { states: directive.states }
    default:
      return {}
  }
}

function edgesTo(cell: GraphCell, { definers, tasks }: FlowGraph): readonly GraphEdgeMessage[] {
  const names = new Map<GraphCell, string[]>()
  for (const name of cell.analysis.reads) {
    const definer = definers.get(name)
    if (definer && definer !== cell && kindOfName(definer, name) !== "import")
      names.set(definer, [...(names.get(definer) ?? []), name])
  }
  const { directive } = cell.analysis
  for (const name of directive?.kind === "task" ? directive.options.after : []) {
    const before = tasks.get(name)?.cell
    if (before && before !== cell && !names.has(before)) names.set(before, [])
  }
  return [...names].map(([definer, read]) => ({ from: definer.id ?? "", to: cell.id ?? "", names: read }))
}

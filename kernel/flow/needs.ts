import type { Problem } from "../cell/problem.ts"
import { firstAbove } from "../cell/place.ts"
import type { FlowGraph, GraphCell } from "./graph.ts"
import { neededCells } from "./order.ts"

/** Some cells and all that they need, directly or not: by the names that they read, and by `after=`. */
export function cellsBehind(graph: FlowGraph, cells: Iterable<GraphCell>): ReadonlySet<GraphCell> {
  const behind = new Set(cells)
  // A set that grows while it is walked is walked to its new end.
  for (const cell of behind) for (const needed of neededCells(cell, graph.definers, graph.tasks)) behind.add(needed)
  return behind
}

/** The errors among a graph's problems, by the cells that they are in. */
export function errorsByCell({ cells, problems }: FlowGraph): ReadonlyMap<GraphCell, readonly Problem[]> {
  const byLine = cells.toSorted((one, other) => one.line - other.line)
  const starts = byLine.map(({ line }) => line)
  const found = new Map<GraphCell, Problem[]>()
  for (const problem of problems) {
    const cell = byLine[firstAbove(starts, problem.line) - 1]
    if (cell && problem.severity !== "warning") found.set(cell, [...(found.get(cell) ?? []), problem])
  }
  return found
}

import type { GraphCell, TaskNode } from "./graph.ts"

/** The cells in an order in which each comes after those that it needs, or a cycle that stands in the way. */
export interface CellOrder {
  order: readonly GraphCell[]
  /** Each reads from the next, the last from the first. */
  cycle?: readonly GraphCell[]
}

/** Sorts cells by what they read from each other and by `after=`; where the order is free, as in the notebook. */
export function sortCells(
  cells: readonly GraphCell[],
  definers: ReadonlyMap<string, GraphCell>,
  tasks: ReadonlyMap<string, TaskNode>,
): CellOrder {
  const needs = new Map(cells.map((cell) => [cell, neededCells(cell, definers, tasks)] as const))
  const neededBy = new Map<GraphCell, GraphCell[]>(cells.map((cell) => [cell, []]))
  for (const [cell, needed] of needs) for (const other of needed) neededBy.get(other)?.push(cell)
  const missing = new Map([...needs].map(([cell, needed]) => [cell, needed.size] as const))
  const order = cells.filter((cell) => missing.get(cell) === 0)
  // The array grows while it is walked: what has become ready follows.
  for (const cell of order) {
    for (const next of neededBy.get(cell) ?? []) {
      const left = (missing.get(next) ?? 0) - 1
      missing.set(next, left)
      if (left === 0) order.push(next)
    }
  }
  if (order.length === cells.length) return { order }
  const sorted = new Set(order)
  return { order, cycle: findCycle(cells.find((cell) => !sorted.has(cell)), needs, sorted) }
}

function neededCells(
  cell: GraphCell,
  definers: ReadonlyMap<string, GraphCell>,
  tasks: ReadonlyMap<string, TaskNode>,
): ReadonlySet<GraphCell> {
  const { directive, reads } = cell.analysis
  const after = directive?.kind === "task" ? directive.options.after : []
  const needed = [...[...reads].map((name) => definers.get(name)), ...after.map((name) => tasks.get(name)?.cell)]
  return new Set(needed.filter((other) => other !== undefined))
}

/** Every cell that isn't sorted needs another such cell, so following the needs must come round. */
function findCycle(
  start: GraphCell | undefined,
  needs: ReadonlyMap<GraphCell, ReadonlySet<GraphCell>>,
  sorted: ReadonlySet<GraphCell>,
): readonly GraphCell[] {
  const path: GraphCell[] = []
  const positions = new Map<GraphCell, number>()
  let current = start
  while (current && !positions.has(current)) {
    positions.set(current, path.length)
    path.push(current)
    current = [...(needs.get(current) ?? [])].find((cell) => !sorted.has(cell))
  }
  return current ? path.slice(positions.get(current)) : []
}

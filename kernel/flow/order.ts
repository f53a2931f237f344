import type { GraphCell, TaskNode } from "./graph.ts"

/** The cells in an order in which each comes after those that it needs, and the cycles that stand in the way. */
export interface CellOrder {
  /** Without the cells of cycles, and those that need them. */
  order: readonly GraphCell[]
  /** In each, a cell needs the next, and the last the first; no cell is in two of them. */
  cycles: readonly (readonly GraphCell[])[]
}

/** A cell whose needs are being gone through. */
interface OpenCell {
  cell: GraphCell
  needed: ReadonlySet<GraphCell>
  left: Iterator<GraphCell>
}

/** Sorts cells by what they read from each other and by `after=`; where the order is free, as in the notebook. */
export function sortCells(
  cells: readonly GraphCell[],
  definers: ReadonlyMap<string, GraphCell>,
  tasks: ReadonlyMap<string, TaskNode>,
): CellOrder {
  const order = new Set<GraphCell>()
  const seen = new Set<GraphCell>()
  const inCycles = new Set<GraphCell>()
  const cycles: (readonly GraphCell[])[] = []
  // An array in place of a function that calls itself: a chain of cells may be longer than the stack is deep.
  const path: OpenCell[] = []
  const positions = new Map<GraphCell, number>()
  const open = (cell: GraphCell): void => {
    seen.add(cell)
    positions.set(cell, path.length)
    const needed = neededCells(cell, definers, tasks)
    path.push({ cell, needed, left: needed.values() })
  }
  for (const start of cells) {
    if (!seen.has(start)) open(start)
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { value: needed } = top.left.next()
      if (needed === undefined) {
        path.pop()
        positions.delete(top.cell)
        if (top.needed.isSubsetOf(order)) order.add(top.cell)
        continue
      }
      const position = positions.get(needed)
      if (!seen.has(needed)) open(needed)
      else if (position !== undefined) {
        const cycle = path.slice(position).map(({ cell }) => cell)
        if (!cycle.some((cell) => inCycles.has(cell))) cycles.push(cycle)
        for (const cell of cycle) inCycles.add(cell)
      }
    }
  }
  return { order: [...order], cycles }
}

/** Some cells in the notebook's order. */
export function inOrder(cells: Iterable<GraphCell>, order: ReadonlyMap<GraphCell, number>): readonly GraphCell[] {
  const position = (cell: GraphCell): number => order.get(cell) ?? Infinity
  return [...cells].toSorted((first, second) => position(first) - position(second))
}

/** The cells that a cell needs at once: those that define what it reads, and the tasks that it comes `after`. */
export function neededCells(
  cell: GraphCell,
  definers: ReadonlyMap<string, GraphCell>,
  tasks: ReadonlyMap<string, TaskNode>,
): ReadonlySet<GraphCell> {
  const { directive, reads } = cell.analysis
  const after = directive?.kind === "task" ? directive.options.after : []
  const needed = new Set<GraphCell>()
  const add = (other: GraphCell | undefined): void => {
    // That a task comes after itself is told by a problem of its own.
    if (other && other !== cell) needed.add(other)
  }
  for (const name of reads) add(definers.get(name))
  for (const name of after) add(tasks.get(name)?.cell)
  return needed
}

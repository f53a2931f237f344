import type { Problem } from "../cell/problem.ts"
import { describeCell, type FlowGraph, type GraphCell } from "../flow/graph.ts"
import { cellsBehind, errorsByCell } from "../flow/needs.ts"
import { sessionPassage } from "../flow/passage.ts"
import { processSetupCellsFor } from "../flow/setupCells.ts"
import { sliceFor } from "../flow/slice.ts"

/** A cell to be run: a task by the flow, any other in the session. */
export interface PlannedCell {
  id: string
  /** The task's name. */
  task?: string
  /** The planned cells that have to go well before this one can run in the session. */
  needs: readonly string[]
}

/** A cell that can't be run, and why. */
export interface RefusedCell {
  id: string
  message: string
}

/** What has to run so that some cells have what they read: each cell comes after those that it needs. */
export interface CellPlan {
  cells: readonly PlannedCell[]
  refused: readonly RefusedCell[]
}

/** The cells whose values a cell has to find in the session: plain ones that live there, and tasks that give results. */
export function definersNeeded(graph: FlowGraph, cell: GraphCell): ReadonlyMap<string, GraphCell> {
  const { results, values } = sliceFor(graph, cell.analysis.reads, sessionPassage)
  const definers = [...results, ...values].flatMap((name) => {
    const definer = graph.definers.get(name)
    return definer && definer !== cell ? [[name, definer] as const] : []
  })
  return new Map(definers)
}

/** The cells that have to have run in the session before a cell: those that it reads from, and those with set-up for it. */
export function cellsNeeded(graph: FlowGraph, cell: GraphCell): ReadonlySet<GraphCell> {
  return new Set([...definersNeeded(graph, cell).values(), ...processSetupCellsFor(graph, cell)])
}

/**
 * Works out what has to run for some cells, these included.
 * @param isFresh whether a cell's values are at hand as its code and its inputs now are; it is asked about each cell
 *   after those that this one needs
 */
export function planCells(
  graph: FlowGraph,
  wanted: readonly GraphCell[],
  isFresh: (cell: GraphCell) => boolean,
): CellPlan {
  const needs = needsBehind(graph, wanted)
  const place = (cell: GraphCell): number => graph.order.get(cell) ?? Infinity
  const fresh = new Set([...needs.keys()].toSorted((one, other) => place(one) - place(other)).filter(isFresh))
  const toRun = new Set(wanted)
  // A set that grows while it is walked is walked to its new end.
  for (const cell of toRun) for (const needed of needs.get(cell) ?? []) if (!fresh.has(needed)) toRun.add(needed)
  const ordered = [...toRun].toSorted((one, other) => place(one) - place(other))
  const refused = refusals(graph, ordered, needs)
  const running = ordered.filter((cell) => !refused.has(cell))
  return {
    cells: running.map((cell): PlannedCell => {
      const id = cell.id ?? ""
      if (cell.kind === "task") return { id, task: cell.label, needs: [] }
      return { id, needs: [...(needs.get(cell) ?? [])].flatMap((other) => (toRun.has(other) ? (other.id ?? []) : [])) }
    }),
    refused: [...refused].map(([{ id = "" }, message]) => ({ id, message })),
  }
}

/** For some cells and those behind them what each needs in the session. A task needs nothing there. */
function needsBehind(graph: FlowGraph, wanted: readonly GraphCell[]): ReadonlyMap<GraphCell, ReadonlySet<GraphCell>> {
  const needs = new Map<GraphCell, ReadonlySet<GraphCell>>()
  const cells = new Set(wanted)
  // A set that grows while it is walked is walked to its new end.
  for (const cell of cells) {
    const needed = cell.kind === "task" ? new Set<GraphCell>() : cellsNeeded(graph, cell)
    needs.set(cell, needed)
    for (const other of needed) cells.add(other)
  }
  return needs
}

/** @param cells in the order in which they would run */
function refusals(
  graph: FlowGraph,
  cells: readonly GraphCell[],
  needs: ReadonlyMap<GraphCell, ReadonlySet<GraphCell>>,
): ReadonlyMap<GraphCell, string> {
  const errors = errorsByCell(graph)
  const refused = new Map<GraphCell, string>()
  for (const cell of cells) {
    const message =
      ownRefusal(cell, errors.get(cell) ?? []) ??
      (cell.kind === "task" ? taskRefusal(graph, cell, errors) : needRefusal(needs.get(cell) ?? new Set(), refused)) ??
      (graph.order.has(cell) ? undefined : "It needs cells that need each other")
    if (message !== undefined) refused.set(cell, message)
  }
  return refused
}

/** Of a cell in the session only what is wrong between cells: the session itself shows where its own code is wrong. */
function ownRefusal(cell: GraphCell, errors: readonly Problem[]): string | undefined {
  const own = new Set(cell.analysis.problems.map(({ message }) => message))
  const told = cell.kind === "task" ? errors : errors.filter(({ message }) => !own.has(message))
  return told.length === 0 ? undefined : told.map(({ message }) => message).join("\n")
}

function taskRefusal(
  graph: FlowGraph,
  task: GraphCell,
  errors: ReadonlyMap<GraphCell, readonly Problem[]>,
): string | undefined {
  for (const cell of cellsBehind(graph, [task])) {
    const [error] = errors.get(cell) ?? []
    if (error) return `It needs ${describeCell(cell)}, which has a problem: ${error.message}`
  }
  return undefined
}

function needRefusal(needs: ReadonlySet<GraphCell>, refused: ReadonlyMap<GraphCell, string>): string | undefined {
  for (const needed of needs) {
    const message = refused.get(needed)
    if (message !== undefined) return `It needs ${describeCell(needed)}, which can't run: ${message}`
  }
  return undefined
}

import { kindOfName, type FlowGraph, type GraphCell } from "../graph.ts"
import type { SetupStatement } from "./setup.ts"

/** Which plain cells change values of others. */
export interface Changers {
  /** For names of plain cells the later plain cells whose code changes their values, or may do so for all that is known. */
  changers: ReadonlyMap<string, ReadonlySet<GraphCell>>
  /** Those of these names that only code changes of which nobody knows whether it does. */
  suspected: ReadonlySet<string>
}

/** A plain cell, and the names whose values one of its statements may change for all that is known. */
export type Suspicion = readonly [cell: GraphCell, names: ReadonlySet<string>]

/** Puts together what set-up changes, and what else may be changed. */
export function changersOf(
  graph: FlowGraph,
  statements: readonly SetupStatement[],
  suspicions: readonly Suspicion[],
): Changers {
  const changers = new Map<string, Set<GraphCell>>()
  const suspected = new Set<string>()
  // What a person's session has is as all cells left it.
  if (graph.hasLiveValues) return { changers, suspected }
  const add = (name: string, cell: GraphCell): void => {
    const known = changers.get(name)
    if (known) known.add(cell)
    else changers.set(name, new Set([cell]))
  }
  for (const { cell, names } of statements) for (const name of names) if (isLater(graph, cell, name)) add(name, cell)
  const restsOnTasks = cellsWithResults(graph)
  for (const [cell, names] of suspicions) {
    // Who only looks at a task's result, such as a plot, mustn't make others wait for that task.
    if (restsOnTasks.has(cell)) continue
    for (const name of names) {
      if (!isLater(graph, cell, name)) continue
      if (!changers.has(name)) suspected.add(name)
      add(name, cell)
    }
  }
  return { changers, suspected }
}

/** Whether a cell comes after the plain cell that defines a name: what comes before a value doesn't change it. */
function isLater({ definers, order }: FlowGraph, cell: GraphCell, name: string): boolean {
  const definer = definers.get(name)
  if (definer === undefined || definer === cell || definer.kind === "task") return false
  const position = (one: GraphCell): number => order.get(one) ?? Infinity
  return position(cell) > position(definer) && kindOfName(definer, name) !== "import"
}

/** The plain cells that read results of tasks, themselves or by way of others. */
function cellsWithResults({ order, definers }: FlowGraph): ReadonlySet<GraphCell> {
  const found = new Set<GraphCell>()
  for (const cell of order.keys()) {
    if (cell.kind === "task") continue
    const restsOnTask = [...cell.analysis.reads].some((name) => {
      const definer = definers.get(name)
      return definer !== undefined && (definer.kind === "task" || found.has(definer))
    })
    if (restsOnTask) found.add(cell)
  }
  return found
}

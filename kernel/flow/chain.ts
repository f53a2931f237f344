import { tasksBehind } from "./dependencies.ts"
import { keyInCell, type FlowGraph, type GraphCell, type TaskNode } from "./graph.ts"
import { cellsBehind } from "./needs.ts"
import type { SetupStatement } from "./setup/setupStatement.ts"
import { workerPassage } from "./passage.ts"
import { sliceFor } from "./slice.ts"

/** A task's result that is a loop's list as it stands. */
export interface ListedResult {
  task: TaskNode
  /** The result's name. */
  name: string
}

/** The result that a `for=` names as its list; undefined when the list is anything else, or when plain cells change it before. */
export function listedResult(graph: FlowGraph, cell: GraphCell, list: string): ListedResult | undefined {
  const written = list.trim()
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(written)) return undefined
  const name = keyInCell(cell, written)
  const definer = graph.definers.get(name)
  const task = definer && graph.tasks.get(definer.label)
  if (task?.cell !== definer || !task?.results.includes(name)) return undefined
  const { setup, until, restored } = sliceFor(graph, [name], workerPassage(graph), cell)
  const isChanged = until.has(name) || restored.has(name) || setup.some((one) => one.names.has(name))
  return isChanged ? undefined : { task, name }
}

/**
 * The loop that another one goes on from, element by element: the other's list is a result of it as it stands, and nothing else
 * that the other needs has to wait for the whole of it.
 */
export function chainedTo(graph: FlowGraph, { cell, options }: TaskNode): ListedResult | undefined {
  const { for: loop, when, label, upstream, after, reads = [] } = options
  // Conditions and names may look at the whole list, and files that no trace sees may be those that the first loop writes.
  if (!loop || when !== undefined || label !== undefined || upstream !== "allSucceeded" || reads.length > 0)
    return undefined
  const listed = listedResult(graph, cell, loop.list)
  if (!listed?.task.options.for || after.includes(listed.task.name)) return undefined
  const slice = sliceFor(graph, cell.analysis.codeReads, workerPassage(graph), cell)
  if (tasksBehind(graph, slice).has(listed.task.name)) return undefined
  return runsBetween(graph, listed.task.cell, cell, slice.setup) ? undefined : listed
}

/**
 * Whether plain cells that a second task needs, and that stand below a first one, run anything: they may look at files that the
 * first one writes, or change them.
 */
function runsBetween(graph: FlowGraph, first: GraphCell, second: GraphCell, setup: readonly SetupStatement[]): boolean {
  const start = graph.order.get(first) ?? 0
  const needed = [...cellsBehind(graph, [second, ...setup.map(({ cell }) => cell)])]
  const between = needed.filter((cell) => cell.kind === "plain" && (graph.order.get(cell) ?? 0) > start)
  const nows = between.flatMap(({ analysis }) => analysis.statements.map(({ effects }) => effects.now))
  return nows.some(({ calls, awaits }) => awaits || calls.size > 0)
}

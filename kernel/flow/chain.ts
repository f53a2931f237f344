import { keyInCell, type FlowGraph, type GraphCell, type TaskNode } from "./graph.ts"
import { sliceFor, workerPassage } from "./slice.ts"

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

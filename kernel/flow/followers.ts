import type { Dependencies } from "./dependencies.ts"
import type { FlowGraph, TaskNode } from "./graph.ts"

/**
 * For each task the one that most likely runs after it: the first of those for which it is the last, in the graph's order,
 * that they wait for.
 */
export function followersOf(
  graph: FlowGraph,
  dependencies: Dependencies,
  targets: ReadonlySet<string>,
): ReadonlyMap<string, TaskNode> {
  const positions = new Map([...graph.order.keys()].map((cell, index) => [cell.label, index] as const))
  const position = (name: string): number => positions.get(name) ?? -1
  const followers = new Map<string, TaskNode>()
  for (const cell of graph.order.keys()) {
    const task = graph.tasks.get(cell.label)
    if (task?.cell !== cell || !targets.has(task.name)) continue
    let last: string | undefined
    for (const name of dependencies.get(task.name) ?? [])
      if (last === undefined || position(name) > position(last)) last = name
    if (last !== undefined && !followers.has(last)) followers.set(last, task)
  }
  return followers
}

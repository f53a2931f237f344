import type { Dependencies } from "./dependencies.ts"
import type { TaskOutline } from "./events.ts"
import type { FlowGraph } from "./graph.ts"

/**
 * The tasks as views draw them, in the graph's order.
 * @param code hashes of the tasks' code by name
 */
export function outlineTasks(
  graph: FlowGraph,
  dependencies: Dependencies,
  targets: ReadonlySet<string>,
  code: ReadonlyMap<string, string> = new Map(),
): readonly TaskOutline[] {
  return [...graph.order.keys()].flatMap((cell) => {
    const task = graph.tasks.get(cell.label)
    if (!task || task.cell !== cell || !targets.has(task.name)) return []
    const dependsOn = [...(dependencies.get(task.name) ?? [])]
    const hash = code.get(task.name)
    const outline = { name: task.name, dependsOn, tags: task.options.tags, line: cell.line }
    return [hash === undefined ? outline : { ...outline, code: hash }]
  })
}

import type { Dependencies } from "./dependencies.ts"
import type { TaskOutline } from "./events.ts"
import type { FlowGraph } from "./graph.ts"

/** The tasks as views draw them, in the graph's order. */
export function outlineTasks(
  graph: FlowGraph,
  dependencies: Dependencies,
  targets: ReadonlySet<string>,
): readonly TaskOutline[] {
  return [...graph.order.keys()].flatMap((cell) => {
    const task = graph.tasks.get(cell.label)
    if (!task || task.cell !== cell || !targets.has(task.name)) return []
    const dependsOn = [...(dependencies.get(task.name) ?? [])]
    return [{ name: task.name, dependsOn, tags: task.options.tags, line: cell.line }]
  })
}

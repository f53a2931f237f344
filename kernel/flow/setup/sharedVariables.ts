import { placeInFile } from "../../cell/place.ts"
import type { Problem } from "../../cell/problem.ts"
import { describeCell, type FlowGraph, type GraphCell, type TaskNode } from "../graph.ts"

/**
 * Tasks that read a variable and use a function of its cell that assigns to it: a task has the variable's value as it was
 * when the task began, and the function a variable of its own.
 */
export function sharedVariableProblems(graph: FlowGraph): readonly Problem[] {
  if (graph.hasLiveValues) return []
  return [...graph.tasks.values()].flatMap((task) =>
    [...task.cell.analysis.codeReads].flatMap((name) => problemOf(graph, task, name) ?? []),
  )
}

function problemOf(graph: FlowGraph, { cell, name: task }: TaskNode, name: string): Problem | undefined {
  const definer = graph.definers.get(name)
  if (!definer || definer.kind === "task" || definer.analysis.constants.has(name)) return undefined
  const changer = functionsBehind(graph, cell, definer).find((used) => assigns(definer, used, name))
  if (changer === undefined) return undefined
  const place = cell.analysis.directive ?? { line: 1, column: 1 }
  const message = `The task '${task}' reads '${name}' and uses '${changer}', which assigns to it: the task won't see that. Keep the value in an object: const state = { ${name}: … } (both are in ${describeCell(definer)})`
  return { message, severity: "warning", ...placeInFile(cell, place) }
}

/** The names of one cell that another reads, itself or through these. */
function functionsBehind({ definers }: FlowGraph, reader: GraphCell, definer: GraphCell): readonly string[] {
  const names = new Set([...reader.analysis.codeReads].filter((name) => definers.get(name) === definer))
  // A set that grows while it is walked is walked to its new end.
  for (const name of names) {
    for (const { reads } of definer.analysis.index.defining.get(name) ?? [])
      for (const read of reads) if (definers.get(read) === definer) names.add(read)
  }
  return [...names]
}

function assigns(definer: GraphCell, used: string, name: string): boolean {
  if (used === name) return false
  return (definer.analysis.index.defining.get(used) ?? []).some(({ effects }) => effects.later.assigns.has(name))
}

import type { Dependencies } from "../flow/dependencies.ts"
import type { Values } from "../flow/evaluation.ts"
import type { FlowGraph } from "../flow/graph.ts"
import type { ValueReference } from "../model/valueReference.ts"

/**
 * The tasks to bring about when a person runs the cells of some: these and those that they need. One with `cache=off` doesn't
 * run again for its readers' sake: what it gave when a person ran it is there.
 * @param results of tasks whose code is still that which gave them
 */
export function targetsBeside(
  graph: FlowGraph,
  dependencies: Dependencies,
  tasks: Iterable<string>,
  results: Values,
): { targets: ReadonlySet<string>; given: Values } {
  const targets = new Set(tasks)
  const given = new Map<string, ValueReference | readonly ValueReference[]>()
  // A set that grows while it is walked is walked to its new end.
  for (const target of targets) {
    for (const name of dependencies.get(target) ?? []) {
      const node = graph.tasks.get(name)
      const own = node?.options.cache === false ? node.results : []
      const isGiven = own.length > 0 && own.every((result) => results.has(result))
      if (!isGiven) targets.add(name)
      for (const result of isGiven ? own : []) given.set(result, results.get(result) ?? [])
    }
  }
  return { targets, given }
}

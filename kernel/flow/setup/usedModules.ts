import { definitionsOf } from "../definitions.ts"
import type { FlowGraph } from "../graph.ts"
import type { SetupStatement } from "./setupStatement.ts"

/** Set-up of modules that no task uses, such as `dotenv.config()`, as set-up for all tasks. */
export function widened(graph: FlowGraph, statements: readonly SetupStatement[]): readonly SetupStatement[] {
  // Of cells that come one by one nobody knows which tasks are still to come.
  if (graph.hasLiveValues) return statements.map((one) => (one.modules.size > 0 ? forAll(one) : one))
  if (statements.every(({ modules }) => modules.size === 0)) return statements
  const used = modulesOfTasks(graph)
  return statements.map((one) => (one.modules.size > 0 && one.modules.isDisjointFrom(used) ? forAll(one) : one))
}

function forAll(one: SetupStatement): SetupStatement {
  return { ...one, isEverywhere: true }
}

/** The modules that tasks import, or get at through what they read. */
function modulesOfTasks(graph: FlowGraph): ReadonlySet<string> {
  const statements = new Set([...graph.tasks.values()].flatMap(({ cell }) => cell.analysis.statements))
  // A set that grows while it is walked is walked to its new end.
  for (const { reads } of statements)
    for (const name of reads) for (const defining of definitionsOf(graph, name)) statements.add(defining)
  const specifiers = new Set([...statements].flatMap((statement) => statement.specifiers))
  return new Set([...specifiers].flatMap((specifier) => Array.from(graph.modules.reach(specifier))))
}

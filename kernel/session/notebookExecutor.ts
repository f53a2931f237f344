import { specifiersIn } from "../cell/specifiers.ts"
import type { FlowGraph } from "../flow/graph.ts"
import type { Executor } from "../flow/ports.ts"

/** What the processes of a flow run are told of its notebook with every evaluation. */
export interface NotebookFacts {
  /** What its cells name in their imports. */
  imports: readonly string[]
}

/** What the cells of a notebook name in their imports. */
export function importsIn({ cells }: FlowGraph): readonly string[] {
  return [...new Set(cells.flatMap(({ source }) => specifiersIn(source)))]
}

/** An executor that tells its processes of the notebook whose code they run. */
export function executorFor(executor: Executor, facts: NotebookFacts): Executor {
  if (facts.imports.length === 0) return executor
  return {
    run: (attempt) => executor.run({ ...attempt, evaluation: { ...attempt.evaluation, ...facts } }),
  }
}

/** The processes of a notebook's flow run, which are told of the notebook. */
export function processesFor(
  graph: FlowGraph,
  { workers, session }: { workers: Executor; session: Executor },
): { workers: Executor; session: Executor } {
  const facts = { imports: importsIn(graph) }
  return { workers: executorFor(workers, facts), session: executorFor(session, facts) }
}

import { specifiersIn } from "../cell/specifiers.ts"
import type { FlowGraph } from "../flow/graph.ts"
import type { Executor, Session } from "../flow/ports.ts"
import type { Secrets } from "./secrets.ts"

/** What the processes of a flow run are told of its notebook with every evaluation. */
interface NotebookFacts {
  /** What its cells name in their imports. */
  imports: readonly string[]
  /** Values of secret parameters as texts. */
  secrets: readonly string[]
}

/** What the cells of a notebook name in their imports. */
export function importsIn({ cells }: FlowGraph): readonly string[] {
  return [...new Set(cells.flatMap(({ source }) => specifiersIn(source)))]
}

/** An executor that tells its processes of the notebook whose code they run. */
function executorFor(executor: Executor, facts: NotebookFacts): Executor {
  return {
    run: (attempt) => executor.run({ ...attempt, evaluation: { ...attempt.evaluation, ...facts } }),
  }
}

/** The processes of a notebook's flow run, which are told of the notebook. */
export function processesFor(
  graph: FlowGraph,
  { texts }: Secrets,
  { workers, session }: { workers: Executor; session: Session },
): { workers: Executor; session: Session } {
  const facts = { imports: importsIn(graph), secrets: texts }
  return {
    workers: executorFor(workers, facts),
    session: {
      ...executorFor(session, facts),
      get life() {
        return session.life
      },
    },
  }
}

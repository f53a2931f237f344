import { dependenciesOf } from "../flow/dependencies.ts"
import { outlineTasks } from "../flow/outline.ts"
import { inOrder } from "../flow/graphProblems.ts"
import type { FlowOutline, NotebookSource } from "./api.ts"
import { metadataProblems } from "./metadataProblems.ts"
import { readGraph } from "./openFlow.ts"
import { subflowProblems } from "./subflowProblems.ts"

/**
 * A notebook's tasks and problems, without running anything. Tasks in a cycle are left out: the problem names them.
 * @throws {RequestError} when the file can't be read
 */
export async function outlineFlow(source: NotebookSource): Promise<FlowOutline> {
  const { notebook, graph } = await readGraph(source)
  const tasks = outlineTasks(graph, dependenciesOf(graph), new Set(graph.tasks.keys()))
  const problems = inOrder([
    ...graph.problems,
    ...subflowProblems(notebook, graph),
    ...metadataProblems(notebook, graph),
  ])
  return { flow: graph.name, notebook, tasks, problems }
}

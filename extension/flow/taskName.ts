import type { NotebookCell } from "vscode"
import { buildGraph } from "../../kernel/flow/graph.ts"

/** The name of the task that a cell is; undefined when it is none. */
export function taskNameOf(cell: NotebookCell): string | undefined {
  const { tasks } = buildGraph("cell", [{ line: 1, source: cell.document.getText() }])
  return tasks.keys().next().value
}

import type { NotebookCell } from "vscode"
import { kernelIdOf } from "../notebook/cells.ts"
import { notebookGraph } from "./notebookGraph.ts"

/** The name of the task that a cell is; undefined when it is none. */
export function taskNameOf(cell: NotebookCell): string | undefined {
  const id = kernelIdOf(cell)
  const found = notebookGraph(cell.notebook).graph.cells.find((one) => one.id === id)
  return found?.kind === "task" ? found.label : undefined
}

import { graphAsMermaid, graphAsText } from "../../flow/graphText.ts"
import { NotebookProblemsError, type FlowOutline } from "../../session/api.ts"
import { outlineFlow } from "../../session/outline.ts"
import { toJson } from "../../store/json.ts"
import { exitCodes } from "../exit.ts"
import { isError, problemLines } from "../format/problems.ts"
import { findNotebook } from "../notebookFile.ts"
import { printLines, warnLines } from "../output.ts"
import { noTasks } from "../../session/format/summary.ts"

export interface GraphOptions {
  format: "text" | "mermaid" | "json"
}

/** `tsnb graph` */
export async function graph(notebook: string, { format }: GraphOptions): Promise<number> {
  const outline = await outlineFlow({ notebook: findNotebook(notebook) })
  if (outline.problems.some(isError)) throw new NotebookProblemsError(outline.notebook, outline.problems)
  warnLines(problemLines(outline.notebook, outline.problems))
  printLines(draw(outline, format))
  return exitCodes.completed
}

function draw({ flow, notebook, tasks }: FlowOutline, format: GraphOptions["format"]): string[] {
  switch (format) {
    case "json":
      return [toJson({ flow, notebook, tasks })]
    case "mermaid":
      return [graphAsMermaid(tasks)]
    case "text":
      return [tasks.length > 0 ? graphAsText(tasks) : noTasks]
  }
}

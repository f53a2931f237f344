import { commands, Disposable, window, type NotebookDocument } from "vscode"
import { isFailure } from "../../kernel/flow/state.ts"
import { shownNotebook } from "../notebook/inFront.ts"
import type { ChangingFlows } from "./cellStatus.ts"
import { notebookGraph } from "./notebookGraph.ts"
import type { NotebookFlows } from "./notebookFlows.ts"

/**
 * Tells VS Code, for `when` clauses, about the notebook in front: whether a run of its flow goes on, which can be cancelled,
 * whether an earlier one is shown on its cells, and whether tasks failed, which can be run again.
 */
export function followRunningFlow(flows: ChangingFlows, report: (error: unknown) => void): Disposable {
  const told = new Map<string, boolean>()
  const tell = (key: string, value: boolean): void => {
    if (told.get(key) === value) return
    told.set(key, value)
    commands.executeCommand("setContext", key, value).then(undefined, report)
  }
  const tellAll = (): void => {
    const notebook = shownNotebook()
    const own = notebook && flows.openFlowsOf(notebook)
    const isRunning = own?.isRunning === true
    tell("tsnb.isFlowRunning", isRunning)
    tell("tsnb.isRunShown", own?.shown !== undefined)
    // Until it has ended, its tasks are gone through for nothing.
    if (!isRunning) tell("tsnb.hasFailed", own !== undefined && hasFailed(notebook, own))
  }
  tellAll()
  return Disposable.from(
    flows.onChanged(tellAll),
    window.onDidChangeActiveNotebookEditor(tellAll),
    window.onDidChangeVisibleNotebookEditors(tellAll),
  )
}

function hasFailed(notebook: NotebookDocument | undefined, { tasks }: NotebookFlows): boolean {
  if (!notebook) return false
  return [...notebookGraph(notebook).graph.tasks.keys()].some((name) =>
    isFailure(tasks.of(name)?.run.state ?? "pending"),
  )
}

import { commands, Disposable, window } from "vscode"
import type { ChangingFlows } from "./cellStatus.ts"

/** What `when` clauses know it by. */
const key = "tsnb.isFlowRunning"

/** Tells VS Code whether a run of the flow goes on in the notebook in front, for what can be cancelled. */
export function followRunningFlow(flows: ChangingFlows, report: (error: unknown) => void): Disposable {
  let told: boolean | undefined
  const tell = (): void => {
    const notebook = window.activeNotebookEditor?.notebook
    const isRunning = notebook !== undefined && flows.openFlowsOf(notebook)?.isRunning === true
    if (isRunning === told) return
    told = isRunning
    commands.executeCommand("setContext", key, isRunning).then(undefined, report)
  }
  tell()
  return Disposable.from(flows.onChanged(tell), window.onDidChangeActiveNotebookEditor(tell))
}

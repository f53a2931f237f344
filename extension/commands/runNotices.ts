import { commands, window, workspace } from "vscode"
import { stateWord, summaryLine } from "../../kernel/session/format/summary.ts"
import { isSuccess, isTerminal } from "../../kernel/flow/state.ts"
import type { EndedRun, NotebookFlows } from "../flow/notebookFlows.ts"

/** Tells that a run failed, or that one that took long ended well: people do something else meanwhile. */
export async function tellEnd(
  flows: NotebookFlows,
  { state, error, view }: Pick<EndedRun, "state" | "error" | "view">,
): Promise<void> {
  // How a run ends whose notebook was closed isn't known.
  if (state === "cancelled" || !isTerminal(state)) return
  if (isSuccess(state)) {
    if (isLong(view)) void window.showInformationMessage(`The flow ${summaryLine(view)}`)
    return
  }
  const message = `The flow ${stateWord(state)}${error ? `: ${error.message}` : ""}`
  // By the next run it isn't true any more. VS Code hides no notice but with all others.
  const nextRun = flows.onMessage(({ type }) => {
    if (type !== "runStarted") return
    nextRun.dispose()
    void commands.executeCommand("notifications.hideToasts")
  })
  const choice = await window.showErrorMessage(message, "Re-run Failed")
  nextRun.dispose()
  if (choice === "Re-run Failed") await commands.executeCommand("tsnb.rerunFailed")
}

function isLong({ startedAt, endedAt }: EndedRun["view"]): boolean {
  const seconds = workspace.getConfiguration("tsnb").get("notifyAfter", 30)
  return seconds > 0 && startedAt !== undefined && endedAt !== undefined && endedAt - startedAt >= seconds * 1_000
}

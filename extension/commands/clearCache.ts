import { window, type NotebookCell } from "vscode"
import type { NotebookFlows } from "../flow/notebookFlows.ts"
import { taskNameOf } from "../flow/taskName.ts"
import { formatBytes } from "../../kernel/session/format/bytes.ts"
import { count } from "../../kernel/session/format/text.ts"

/**
 * Removes the results that are kept of a notebook's tasks, after a person has confirmed it.
 * @param cell only those of its task
 */
export async function clearCache(flows: NotebookFlows, cell: NotebookCell | undefined): Promise<void> {
  const task = cell && taskNameOf(cell)
  if (cell && task === undefined) {
    await window.showInformationMessage("The cell isn't a task, so nothing is kept of it.")
    return
  }
  const tasks = task === undefined ? undefined : [task]
  const { entries, pinned, bytes } = await flows.clean(tasks, true)
  const whose = task === undefined ? "the notebook's tasks" : `the task '${task}'`
  if (entries === 0) {
    await window.showInformationMessage(
      pinned === 0
        ? `No results of ${whose} are kept.`
        : `The results that are kept of ${whose} are those of pinned runs.`,
    )
    return
  }
  const stays = pinned === 0 ? "" : ` What pinned runs have stays, too.`
  const detail = `${count(entries, "kept run")} of ${whose}, ${formatBytes(bytes)} that nothing else uses. The next run computes them anew; the history of runs stays.${stays}`
  const choice = await window.showWarningMessage(
    `Clear the cached results of ${whose}?`,
    { modal: true, detail },
    "Clear",
  )
  if (choice !== "Clear") return
  const { entries: removed, going } = await flows.clean(tasks, false)
  const later = going === 0 ? "" : " Their files stay until the runs that go on have ended: clear again then."
  void window.showInformationMessage(`Cleared ${count(removed, "kept run")} of ${whose}.${later}`)
}

import { NotebookEditorRevealType, NotebookRange, window, type NotebookCell, type QuickPickItem } from "vscode"
import type { NotebookFlows } from "../flow/notebookFlows.ts"
import { taskNameOf } from "../flow/taskName.ts"

const icons = { cached: "$(archive)", run: "$(play)", skip: "$(debug-step-over)", unknown: "$(question)" }
const words = { cached: "cached", run: "would run", skip: "would be skipped", unknown: "depends" }

/**
 * Shows what a run would do now with each task, and why; choosing one goes to its cell.
 * @param cell the one that is asked about
 * @param isAlone only this one's task is shown
 */
export async function showPreview(
  flows: NotebookFlows,
  cell: NotebookCell | undefined,
  isAlone: boolean,
): Promise<void> {
  const asked = cell && taskNameOf(cell)
  if (isAlone && asked === undefined) {
    await window.showInformationMessage(
      "The cell isn't a task: it runs in the session, before the cells that read from it, when it or what it reads has changed.",
    )
    return
  }
  const all = await flows.preview()
  const tasks = isAlone ? all.filter(({ task }) => task === asked) : all
  const items = tasks.map(({ task, element, plan, reason }): QuickPickItem & { task: string } => ({
    label: `${icons[plan]} ${element === undefined ? task : `${task}[${element}]`}`,
    description: words[plan],
    detail: reason,
    task,
  }))
  const pick = window.createQuickPick<(typeof items)[number]>()
  pick.title = "Why Will This Run?"
  pick.placeholder = "What a run would do with each task; choose one to go to its cell"
  pick.items = items
  pick.activeItems = items.filter(({ task }) => task === asked).slice(0, 1)
  pick.onDidAccept(() => {
    const chosen = pick.selectedItems[0]
    const found = chosen && flows.cellOf(chosen.task)
    if (found) reveal(found)
    pick.hide()
  })
  pick.onDidHide(() => pick.dispose())
  pick.show()
}

function reveal({ notebook, index }: NotebookCell): void {
  const editor = window.visibleNotebookEditors.find((candidate) => candidate.notebook === notebook)
  const range = new NotebookRange(index, index + 1)
  if (!editor) return
  editor.selection = range
  editor.revealRange(range, NotebookEditorRevealType.InCenterIfOutsideViewport)
}

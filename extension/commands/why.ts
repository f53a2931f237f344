import { window, type NotebookCell, type QuickPickItem } from "vscode"
import type { PlannedRun } from "../../kernel/flow/preview.ts"
import { planWord } from "../../kernel/session/format/planned.ts"
import { stateIcons } from "../flow/stateIcons.ts"
import type { NotebookFlows } from "../flow/notebookFlows.ts"
import { taskNameOf } from "../flow/taskName.ts"
import { goToCell } from "../notebook/goTo.ts"

const icons: Readonly<Record<PlannedRun["plan"], string>> = {
  cached: stateIcons.cached,
  run: "play",
  skip: stateIcons.skipped,
  unknown: "question",
}

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
    label: `$(${icons[plan]}) ${element === undefined ? task : `${task}[${element}]`}`,
    description: planWord(plan),
    detail: reason,
    task,
  }))
  const pick = window.createQuickPick<(typeof items)[number]>()
  pick.title = "Why Will This Run?"
  pick.placeholder = "What a run would do with each task; choose one to go to its cell"
  pick.items = items
  pick.activeItems = items.filter(({ task }) => task === asked).slice(0, 1)
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  pick.onDidAccept(() => {
    resolve(pick.selectedItems[0]?.task)
    pick.hide()
  })
  pick.onDidHide(() => {
    resolve(undefined)
    pick.dispose()
  })
  pick.show()
  const chosen = await promise
  const found = chosen === undefined ? undefined : flows.cellOf(chosen)
  if (found) await goToCell(found)
}

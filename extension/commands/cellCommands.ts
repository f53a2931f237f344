import { commands, Disposable, Uri, window, workspace, type NotebookCell, type NotebookDocument } from "vscode"
import { isFailure } from "../../kernel/flow/state.ts"
import type { NotebookFlows } from "../flow/notebookFlows.ts"
import { taskNameOf } from "../flow/taskName.ts"
import { cellById, goToCell } from "../notebook/goTo.ts"
import { notebookInFront, selectedCell, shownNotebook } from "../notebook/inFront.ts"
import { nextPlace } from "../notebook/nextPlace.ts"

/** Where the states of tasks are known. */
export interface OpenFlows {
  openFlowsOf(notebook: NotebookDocument): NotebookFlows | undefined
}

/** The commands that lead to cells: to one that another is stale since, to those that failed, and to what runs. */
export function registerCellCommands(flows: OpenFlows): Disposable {
  const step = (direction: "next" | "previous") => () => goToFailure(flows, direction)
  return Disposable.from(
    commands.registerCommand("tsnb.goToCell", goToCause),
    commands.registerCommand("tsnb.nextFailure", step("next")),
    commands.registerCommand("tsnb.previousFailure", step("previous")),
    commands.registerCommand("tsnb.goToRunning", () => goToRunning(flows)),
  )
}

async function goToCause(notebook?: unknown, id?: unknown): Promise<void> {
  const address = notebook instanceof Uri ? notebook.toString() : undefined
  const document = workspace.notebookDocuments.find(({ uri }) => uri.toString() === address)
  const cell = document && typeof id === "string" ? cellById(document, id) : undefined
  if (cell) await goToCell(cell)
}

async function goToFailure(flows: OpenFlows, direction: "next" | "previous"): Promise<void> {
  const notebook = notebookInFront()
  if (!notebook) return
  const own = flows.openFlowsOf(notebook)
  const failed = notebook.getCells().filter((cell) => hasFailed(cell, own))
  const places = failed.map(({ index }) => index)
  const place = nextPlace(places, selectedCell()?.index ?? -1, direction)
  if (place !== undefined) await goToCell(notebook.cellAt(place))
  else void window.setStatusBarMessage("$(check) No cell failed", 5_000)
}

function hasFailed(cell: NotebookCell, flows: NotebookFlows | undefined): boolean {
  const task = taskNameOf(cell)
  const state = task === undefined ? undefined : flows?.shownTask(task)?.run.state
  return state === undefined ? cell.executionSummary?.success === false : isFailure(state)
}

/** The cell of a task that runs; else the one that VS Code knows of. */
async function goToRunning(flows: OpenFlows): Promise<void> {
  const notebook = shownNotebook()
  const own = notebook && flows.openFlowsOf(notebook)
  const running = own?.runningViews
    .flatMap(({ taskRuns }) => [...taskRuns.values()])
    .find(({ state, element }) => state === "running" && element === undefined)
  const cell = running && own?.cellOf(running.task)
  if (cell) await goToCell(cell)
  else await commands.executeCommand("notebook.revealRunningCell")
}

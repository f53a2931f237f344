import {
  commands,
  Disposable,
  window,
  type LogOutputChannel,
  type Memento,
  type NotebookCell,
  type NotebookDocument,
} from "vscode"
import type { NotebookFlows, RunRequest } from "../flow/notebookFlows.ts"
import { notebookGraph } from "../flow/notebookGraph.ts"
import { taskNameOf } from "../flow/taskName.ts"
import { chosenCell, notebookInFront, selectedCell } from "../notebook/inFront.ts"
import { clearCache } from "./clearCache.ts"
import { parametersFor } from "./flowParameters.ts"
import { tellEnd } from "./runNotices.ts"
import { tellFailure } from "./showFailure.ts"
import { showPreview } from "./why.ts"

/** What the commands need of the notebooks' controller. */
export interface FlowsOfNotebooks {
  flowsOf(notebook: NotebookDocument): NotebookFlows
}

/** What a command is about. */
interface Target {
  notebook: NotebookDocument
  flows: NotebookFlows
  /** The cell whose menu it was chosen in. */
  cell: NotebookCell | undefined
}

/**
 * The commands that run a notebook's flow: in the palette, on the notebook's toolbar and in the menu of a cell.
 * @param memento keeps what was given for parameters
 */
export function registerFlowCommands(
  flows: FlowsOfNotebooks,
  panels: { show(notebook: NotebookDocument): void },
  memento: Memento,
  log: LogOutputChannel,
): Disposable {
  const onNotebook = (id: string, action: (target: Target) => Promise<void>): Disposable =>
    commands.registerCommand(id, async (argument?: unknown) => {
      const notebook = notebookInFront()
      if (!notebook) return
      try {
        await action({ notebook, flows: flows.flowsOf(notebook), cell: chosenCell(argument) })
      } catch (error) {
        await tellFailure(error, log)
      }
    })
  return Disposable.from(
    onNotebook("tsnb.runFlow", (target) => runAll(target, { type: "run", parameters: {} })),
    onNotebook("tsnb.runWithParameters", async (target) => {
      if (!hasTasks(target)) return
      const parameters = await parametersFor(target.notebook, memento)
      if (parameters) await runWithNotice(target.flows, { type: "run", parameters })
    }),
    onNotebook("tsnb.runFresh", (target) => runAll(target, { type: "run", parameters: {}, fresh: true })),
    onNotebook("tsnb.rerunFailed", rerunFailed),
    onNotebook("tsnb.cancelRun", cancel),
    onNotebook("tsnb.runFromHere", runFromHere),
    onNotebook("tsnb.why", ({ flows: own, cell }) => showPreview(own, cell ?? selectedCell(), cell !== undefined)),
    onNotebook("tsnb.clearCache", ({ flows: own, cell }) => clearCache(own, cell)),
    commands.registerCommand("tsnb.showFlow", () => {
      const notebook = notebookInFront()
      if (notebook) panels.show(notebook)
    }),
  )
}

async function runAll(target: Target, request: RunRequest): Promise<void> {
  if (hasTasks(target)) await runWithNotice(target.flows, request)
}

/** Whether there is something to run; otherwise the person is told what to do. */
function hasTasks({ notebook }: Target): boolean {
  if (notebookGraph(notebook).graph.cells.some(({ kind }) => kind === "task")) return true
  void window.showInformationMessage("The notebook has no tasks: begin a cell with '// @task', then run the flow.")
  return false
}

async function rerunFailed(target: Target): Promise<void> {
  const { runs } = await target.flows.ask({ type: "runs", limit: 1 }, "runs")
  const [latest] = runs
  if (latest === undefined || latest.state === "completed") {
    const what = latest ? "Nothing failed in the latest run." : "The flow hasn't run yet."
    const choice = await window.showInformationMessage(what, "Run Flow")
    if (choice === "Run Flow") await runAll(target, { type: "run", parameters: {} })
    return
  }
  await runWithNotice(target.flows, { type: "rerun" })
}

/** Asks what to do when a run goes on already. @returns whether another may begin */
async function mayStart(flows: NotebookFlows): Promise<boolean> {
  if (!flows.isRunning) return true
  const [wait, replace] = ["Run Afterwards", "Cancel It and Run"]
  const choice = await window.showWarningMessage("The flow is already running.", wait, replace)
  if (choice === replace) await flows.cancel()
  return choice !== undefined
}

/** Runs a flow, and tells when it fails, or ends after long. While another run goes on, the person is asked first. */
export async function runWithNotice(flows: NotebookFlows, request: RunRequest): Promise<void> {
  if (!(await mayStart(flows))) return
  const { state, error, view } = await flows.run(request)
  await tellEnd(flows, { state, view, ...(error && { error }) })
}

async function runFromHere(target: Target): Promise<void> {
  const cell = target.cell ?? selectedCell()
  const from = cell && taskNameOf(cell)
  if (from !== undefined) await runWithNotice(target.flows, { type: "run", parameters: {}, from })
  else void window.showInformationMessage("The cell isn't a task: begin it with '// @task', then run from here.")
}

async function cancel({ flows }: Target): Promise<void> {
  if (flows.isRunning) await flows.cancel()
  else void window.showInformationMessage("No run of this notebook's flow goes on.")
}

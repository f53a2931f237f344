import {
  commands,
  Disposable,
  ProgressLocation,
  window,
  type LogOutputChannel,
  type Memento,
  type NotebookCell,
  type NotebookDocument,
} from "vscode"
import { stateWord } from "../../kernel/session/format/summary.ts"
import { isSuccess } from "../../kernel/flow/state.ts"
import type { NotebookFlows, RunRequest } from "../flow/notebookFlows.ts"
import { taskNameOf } from "../flow/taskName.ts"
import { chosenCell, notebookInFront, selectedCell } from "../notebook/inFront.ts"
import { clearCache } from "./clearCache.ts"
import { parametersFor } from "./flowParameters.ts"
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
    onNotebook("tsnb.runFlow", (target) => runWithProgress(target.flows, { type: "run", parameters: {} })),
    onNotebook("tsnb.runWithParameters", async (target) => {
      const parameters = await parametersFor(target.notebook, memento)
      if (parameters) await runWithProgress(target.flows, { type: "run", parameters })
    }),
    onNotebook("tsnb.runFresh", (target) =>
      runWithProgress(target.flows, { type: "run", parameters: {}, fresh: true }),
    ),
    onNotebook("tsnb.rerunFailed", (target) => runWithProgress(target.flows, { type: "rerun" })),
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

/** Runs a flow, with a sign of it in the status bar, and tells when it fails. */
export async function runWithProgress(flows: NotebookFlows, request: RunRequest): Promise<void> {
  const options = { location: ProgressLocation.Window, title: "Running the flow" }
  const { state, error } = await window.withProgress(options, () => flows.run(request))
  if (isSuccess(state) || state === "cancelled") return
  const choice = await window.showErrorMessage(
    `The flow ${stateWord(state)}${error ? `: ${error.message}` : ""}`,
    "Re-run Failed",
  )
  if (choice === "Re-run Failed") await commands.executeCommand("tsnb.rerunFailed")
}

async function runFromHere(target: Target): Promise<void> {
  const cell = target.cell ?? selectedCell()
  const from = cell && taskNameOf(cell)
  if (from !== undefined) await runWithProgress(target.flows, { type: "run", parameters: {}, from })
  else void window.showInformationMessage("The cell isn't a task: begin it with '// @task', then run from here.")
}

async function cancel({ flows }: Target): Promise<void> {
  if (flows.isRunning) await flows.cancel()
  else void window.showInformationMessage("No run of this notebook's flow goes on.")
}

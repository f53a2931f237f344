import {
  commands,
  Disposable,
  ProgressLocation,
  window,
  type LogOutputChannel,
  type NotebookCell,
  type NotebookDocument,
} from "vscode"
import { isSuccess } from "../../kernel/flow/state.ts"
import type { NotebookFlows, RunRequest } from "../flow/notebookFlows.ts"
import { taskNameOf } from "../flow/taskName.ts"
import { tellFailure } from "./showFailure.ts"

/** What the commands need of the notebooks' controller. */
export interface FlowsOfNotebooks {
  flowsOf(notebook: NotebookDocument): NotebookFlows
}

/** The commands that run a notebook's flow: in the palette, on the notebook's toolbar and in the menu of a cell. */
export function registerFlowCommands(
  flows: FlowsOfNotebooks,
  panels: { show(notebook: NotebookDocument): void },
  log: LogOutputChannel,
): Disposable {
  const onNotebook = (id: string, action: (flows: NotebookFlows, cell?: NotebookCell) => Promise<void>): Disposable =>
    commands.registerCommand(id, async (argument?: unknown) => {
      const notebook = activeNotebook()
      if (!notebook) return
      try {
        await action(flows.flowsOf(notebook), cellIn(notebook, argument))
      } catch (error) {
        await tellFailure(error, log)
      }
    })
  return Disposable.from(
    onNotebook("tsnb.runFlow", (own) => runWithProgress(own, { type: "run", parameters: {} })),
    onNotebook("tsnb.runFresh", (own) => runWithProgress(own, { type: "run", parameters: {}, fresh: true })),
    onNotebook("tsnb.rerunFailed", (own) => runWithProgress(own, { type: "rerun" })),
    onNotebook("tsnb.cancelRun", (own) => own.cancel()),
    onNotebook("tsnb.runFromHere", async (own, cell = selectedCell()) => {
      const from = cell && taskNameOf(cell)
      if (from !== undefined) await runWithProgress(own, { type: "run", parameters: {}, from })
      else void window.showInformationMessage("The cell isn't a task: begin it with '// @task', then run from here.")
    }),
    onNotebook("tsnb.why", showPreview),
    commands.registerCommand("tsnb.showFlow", () => {
      const notebook = activeNotebook()
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
    `The flow ${state === "failed" ? "failed" : `ended as ${state}`}${error ? `: ${error.message}` : ""}`,
    "Re-run Failed",
  )
  if (choice === "Re-run Failed") await commands.executeCommand("tsnb.rerunFailed")
}

/** What a run would do now with each task, and why. */
async function showPreview(flows: NotebookFlows): Promise<void> {
  const tasks = await flows.preview()
  const icons = { cached: "$(archive)", run: "$(play)", skip: "$(debug-step-over)", unknown: "$(question)" }
  const words = { cached: "cached", run: "would run", skip: "would be skipped", unknown: "depends" }
  await window.showQuickPick(
    tasks.map(({ task, element, plan, reason }) => ({
      label: `${icons[plan]} ${element === undefined ? task : `${task}[${element}]`}`,
      description: words[plan],
      detail: reason,
    })),
    { title: "Why will this run?", placeHolder: "What a run would do with each task" },
  )
}

function activeNotebook(): NotebookDocument | undefined {
  const notebook = window.activeNotebookEditor?.notebook
  return notebook?.notebookType === "tsnb" ? notebook : undefined
}

/** The cell whose menu a command was chosen in. */
function cellIn(notebook: NotebookDocument, argument: unknown): NotebookCell | undefined {
  return notebook.getCells().find((cell) => cell === argument)
}

function selectedCell(): NotebookCell | undefined {
  const editor = window.activeNotebookEditor
  return editor?.notebook.cellAt(editor.selection.start)
}

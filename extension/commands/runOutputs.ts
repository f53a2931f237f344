import { Uri, window, type NotebookDocument, type QuickPickItem } from "vscode"
import { isTerminal } from "../../kernel/flow/state.ts"
import type { ChosenRun, ShownRun } from "../flow/shownRun.ts"
import { stateIcons } from "../flow/stateIcons.ts"
import { decodeRuns, type ListedRun } from "../history/notebookRuns.ts"
import { runDescription, runLabel } from "../history/texts.ts"
import { runCommand } from "../kernel/commandLine.ts"
import { commandLineFor, folderOf } from "../kernel/packagedCommandLine.ts"

/** What shows runs on the cells of notebooks. */
export interface RunsOnCells {
  showRun(notebook: NotebookDocument, run: ChosenRun): Promise<ShownRun>
}

/** How many runs are offered. */
const maxRuns = 100

/** Shows the outputs of a run on the cells of its notebook, and says what of it can't be shown. */
export async function showOutputsOf(notebook: NotebookDocument, run: ChosenRun, cells: RunsOnCells): Promise<void> {
  const { missing } = await cells.showRun(notebook, run)
  if (missing.length === 0) return
  const which = missing.length === 1 ? "A task of the run isn't" : `${missing.length} tasks of the run aren't`
  void window.showInformationMessage(`${which} in the notebook any more: ${missing.join(", ")}.`)
}

/**
 * Has a person choose a run of a notebook that has ended.
 * @param program absolute path of the command line's program
 * @throws {CommandLineError} when the runs can't be read, {UntrustedError} where nothing may run
 */
export async function chooseRun(notebook: NotebookDocument, program: string): Promise<ListedRun | undefined> {
  const path = notebook.uri.fsPath
  const runs = await endedRuns(path, program)
  if (runs.length === 0) {
    void window.showInformationMessage("No run of this notebook's flow has ended yet.")
    return undefined
  }
  const now = Date.now()
  const items = runs.map((run): QuickPickItem & { run: ListedRun } => ({
    label: `$(${stateIcons[run.state]}) ${runLabel(run, now)}`,
    description: runDescription(run, now),
    detail: parametersOf(run),
    run,
  }))
  const chosen = await window.showQuickPick(items, {
    title: "Show Outputs of a Run",
    placeHolder: "The cells show what they showed in it",
    matchOnDescription: true,
    matchOnDetail: true,
  })
  return chosen?.run
}

async function endedRuns(path: string, program: string): Promise<readonly ListedRun[]> {
  const folder = folderOf(path)
  const args = ["runs", path, "--json", "--limit", String(maxRuns)]
  const { output } = await runCommand(commandLineFor(program, Uri.file(folder)), args, folder)
  return decodeRuns(output).filter(
    ({ notebook, parent, state }) => notebook === path && parent === undefined && isTerminal(state),
  )
}

function parametersOf({ parameters }: ListedRun): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ")
}

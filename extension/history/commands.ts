import { basename } from "node:path"
import { commands, Disposable, Uri, window, workspace, type LogOutputChannel, type NotebookDocument } from "vscode"
import { count } from "../../kernel/session/format/text.ts"
import { runWithNotice, type FlowsOfNotebooks } from "../commands/flowCommands.ts"
import { chooseRun, showOutputsOf, type RunsOnCells } from "../commands/runOutputs.ts"
import { shownNotebook } from "../notebook/inFront.ts"
import { tellFailure } from "../commands/showFailure.ts"
import { runCommand } from "../kernel/commandLine.ts"
import type { ListedRun } from "./notebookRuns.ts"
import { commandLineFor, folderOf } from "../kernel/packagedCommandLine.ts"
import type { RunsItem, RunsView } from "./runsView.ts"
import { showRunText } from "./runText.ts"
import { stopSession } from "./stopSession.ts"

/** What the view's commands work with. */
export interface RunsCommandParts {
  view: RunsView
  flows: FlowsOfNotebooks
  panels: { showRun(notebook: NotebookDocument, run: string): void }
  cells: RunsOnCells
  /** Absolute path of the command line's program. */
  program: string
  log: LogOutputChannel
}

/** The commands of the view in the side bar, on its lines and its title. */
export function registerRunsCommands(parts: RunsCommandParts): Disposable {
  const { view, flows, panels, cells, program, log } = parts
  const onItem = (id: string, action: (item: RunsItem) => Promise<void>): Disposable =>
    commands.registerCommand(id, async (item: RunsItem | undefined = view.selection[0]) => {
      if (!item) return
      try {
        await action(item)
      } catch (error) {
        await tellFailure(error, log)
      }
    })
  const onNotebook = (id: string, action: (notebook: NotebookDocument) => Promise<void>): Disposable =>
    commands.registerCommand(id, async () => {
      const notebook = shownNotebook()
      if (!notebook) return
      try {
        await action(notebook)
      } catch (error) {
        await tellFailure(error, log)
      }
    })
  return Disposable.from(
    commands.registerCommand("tsnb.refreshRuns", () => view.refresh()),
    commands.registerCommand("tsnb.stopSession", async (item: RunsItem | undefined) => {
      try {
        await stopSession(item?.kind === "session" ? item.kernel : undefined, log)
      } catch (error) {
        await tellFailure(error, log)
      }
    }),
    onItem("tsnb.showRun", async (item) => {
      if (item.kind === "run") panels.showRun(await open(item.run.notebook), item.run.id)
    }),
    onItem("tsnb.showRunText", async (item) => {
      if (item.kind === "run") await showRunText(item.run)
    }),
    onItem("tsnb.showOutputs", async (item) => {
      if (item.kind === "run") await showOutputsOf(await open(item.run.notebook), item.run, cells)
    }),
    onNotebook("tsnb.showOutputsOfRun", async (notebook) => {
      const run = await chooseRun(notebook, program)
      if (run) await showOutputsOf(notebook, run, cells)
    }),
    onNotebook("tsnb.backToLatest", (notebook) => flows.flowsOf(notebook).backToLatest()),
    onItem("tsnb.runNotebook", async (item) => {
      if (item.kind !== "notebook") return
      const notebook = await open(item.notebook.path)
      await runWithNotice(flows.flowsOf(notebook), { type: "run", parameters: {} })
    }),
    onItem("tsnb.rerunRun", async (item) => {
      if (item.kind !== "run") return
      const notebook = await open(item.run.notebook)
      await runWithNotice(flows.flowsOf(notebook), { type: "rerun", run: item.run.id })
    }),
    onItem("tsnb.deleteRun", async (item) => {
      const selected = view.selection.includes(item) ? view.selection : [item]
      await deleteRuns(
        selected.flatMap((line) => (line.kind === "run" ? [line.run] : [])),
        parts,
      )
    }),
  )
}

async function open(path: string): Promise<NotebookDocument> {
  const notebook = await workspace.openNotebookDocument(Uri.file(path))
  await window.showNotebookDocument(notebook)
  return notebook
}

async function deleteRuns(runs: readonly ListedRun[], { view, program }: RunsCommandParts): Promise<void> {
  const [first] = runs
  if (!first) return
  const what = runs.length === 1 ? `run ${first.id} of ${basename(first.notebook)}` : count(runs.length, "run")
  const detail =
    "What was logged and displayed is deleted, also that of subflows. What the tasks computed stays in the cache."
  const choice = await window.showWarningMessage(`Delete ${what}?`, { modal: true, detail }, "Delete")
  if (choice !== "Delete") return
  const byFolder = Map.groupBy(runs, ({ notebook }) => folderOf(notebook))
  try {
    for (const [folder, own] of byFolder) {
      const ids = own.map(({ id }) => id)
      await runCommand(commandLineFor(program, Uri.file(folder)), ["delete", ...ids], folder)
    }
  } finally {
    view.refresh()
  }
}

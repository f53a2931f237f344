import { join } from "node:path"
import {
  commands,
  Uri,
  workspace,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type NotebookDocument,
} from "vscode"
import type { ConversionParts } from "./commands/conversion.ts"
import { registerCellCommands } from "./commands/cellCommands.ts"
import type { ExportKind } from "./commands/exportNotebook.ts"
import { registerFlowCommands } from "./commands/flowCommands.ts"
import { CellStatus } from "./flow/cellStatus.ts"
import { ProgressItem } from "./flow/progressItem.ts"
import { followRunningFlow } from "./flow/runningContext.ts"
import { registerCodeCommands } from "./commands/hideCode.ts"
import { StaleMarks } from "./flow/staleMarks.ts"
import { StaleTicks } from "./flow/staleTicks.ts"
import { startHistory } from "./history/main.ts"
import { offerInTerminals } from "./kernel/terminals.ts"
import { CellController } from "./notebook/controller.ts"
import { HistoryReader } from "./outputs/historyReader.ts"
import { startOutputs } from "./outputs/main.ts"
import { FlowPanels } from "./panel/flowPanels.ts"

/** Starts all of the extension but what reads and writes notebooks; what only some need is loaded when it is used. */
export function start(context: ExtensionContext, log: LogOutputChannel): void {
  const { subscriptions, extensionPath, extensionUri, workspaceState } = context
  const inPackage = (...path: readonly string[]): string => join(extensionPath, "dist", ...path)
  const commandLine = inPackage("main.js")
  const reader = new HistoryReader(commandLine)
  const controller = new CellController(inPackage("jupyter", "main.js"), reader, log)
  const panels = new FlowPanels(controller, extensionUri, log)
  const status = new CellStatus(controller)
  const ticks = new StaleTicks(controller, (cell) => status.isStale(cell))
  const marks = new StaleMarks((cell) => status.isStale(cell))
  subscriptions.push(
    controller,
    panels,
    registerFlowCommands(controller, panels, workspaceState, log),
    registerCellCommands(controller),
    new ProgressItem(controller),
    offerInTerminals(context, commandLine, log),
    status,
    ticks,
    marks,
    status.onDidChangeCellStatusBarItems(() => {
      ticks.changed()
      marks.changed()
    }),
    startOutputs(reader, controller, log),
    followRunningFlow(controller, (error) => log.warn(String(error))),
    startHistory(commandLine, controller, panels, log),
    commands.registerCommand("tsnb.restartSession", () => controller.restartActive()),
    commands.registerCommand("tsnb.openExample", async () => {
      const { openExample } = await import("./commands/openExample.ts")
      await openExample(inPackage("example"), log)
    }),
    ...registerConversions({ program: commandLine, log }),
    commands.registerCommand("tsnb.makeTask", async (cell: unknown) => {
      const { makeCellTask } = await import("./language/tasks/makeTaskCommand.ts")
      await makeCellTask(cell)
    }),
    registerCodeCommands(),
    startLanguageWithNotebook(subscriptions, log),
  )
}

/** To and from other kinds of files; nothing of the notebook runs, so that they work in every workspace. */
function registerConversions(parts: ConversionParts): Disposable[] {
  const register = (id: string, kind: ExportKind): Disposable =>
    commands.registerCommand(id, async () => {
      const { exportNotebook } = await import("./commands/exportNotebook.ts")
      await exportNotebook(kind, parts)
    })
  const importing = async (chosen?: unknown): Promise<void> => {
    const { importNotebook } = await import("./commands/importNotebook.ts")
    await importNotebook(chosen instanceof Uri ? chosen : undefined, parts)
  }
  return [
    register("tsnb.exportJupyter", "jupyter"),
    register("tsnb.exportHtml", "html"),
    register("tsnb.exportReport", "report"),
    register("tsnb.exportScript", "script"),
    commands.registerCommand("tsnb.importJupyter", () => importing()),
    commands.registerCommand("tsnb.importThis", importing),
  ]
}

/** Problems, completion and quick fixes: loaded once there is a notebook that can be read. */
function startLanguageWithNotebook(
  subscriptions: ExtensionContext["subscriptions"],
  log: LogOutputChannel,
): Disposable {
  let isStarted = false
  const startWith = async ({ notebookType }: NotebookDocument): Promise<void> => {
    if (notebookType !== "tsnb" || isStarted) return
    isStarted = true
    try {
      const { startLanguage } = await import("./language/main.ts")
      subscriptions.push(startLanguage(log))
    } catch (error) {
      log.error("Problems, completion and quick fixes can't be had:", String(error))
    }
  }
  for (const notebook of workspace.notebookDocuments) void startWith(notebook)
  return workspace.onDidOpenNotebookDocument((notebook) => void startWith(notebook))
}

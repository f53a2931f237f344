import { join } from "node:path"
import { commands, Uri, window, workspace, type Disposable, type ExtensionContext, type LogOutputChannel } from "vscode"
import type { ConversionParts } from "./commands/conversion.ts"
import type { ExportEnding } from "./commands/exportNotebook.ts"
import { newNotebook } from "./commands/newNotebook.ts"
import { serializer } from "./notebook/serializer.ts"

/** Called by VS Code when a notebook is opened, or one of the commands is used. */
export async function activate(context: ExtensionContext): Promise<void> {
  const { subscriptions, extensionPath, extensionUri, workspaceState } = context
  const log = window.createOutputChannel("tsnb", { log: true })
  subscriptions.push(
    log,
    workspace.registerNotebookSerializer("tsnb", serializer, { transientOutputs: true }),
    commands.registerCommand("tsnb.newNotebook", newNotebook),
    commands.registerCommand("tsnb.openExample", async () => {
      const { openExample } = await import("./commands/openExample.ts")
      await openExample(join(extensionPath, "dist", "example"), log)
    }),
    ...registerConversions({ program: join(extensionPath, "dist", "main.js"), log }),
    commands.registerCommand("tsnb.makeTask", async (cell: unknown) => {
      const { makeCellTask } = await import("./language/tasks/makeTaskCommand.ts")
      await makeCellTask(cell)
    }),
  )
  // Loaded after the notebook's text can be shown.
  const [
    { CellController },
    { registerFlowCommands },
    { CellStatus },
    { followRunningFlow },
    { startHistory },
    { FlowPanels },
    outputs,
  ] = await Promise.all([
    import("./notebook/controller.ts"),
    import("./commands/flowCommands.ts"),
    import("./flow/cellStatus.ts"),
    import("./flow/runningContext.ts"),
    import("./history/main.ts"),
    import("./panel/flowPanels.ts"),
    import("./outputs/main.ts"),
  ])
  const reader = new outputs.HistoryReader(join(extensionPath, "dist", "history", "main.js"))
  const controller = new CellController(join(extensionPath, "dist", "jupyter", "main.js"), reader, log)
  const panels = new FlowPanels(controller, extensionUri, log)
  subscriptions.push(
    controller,
    panels,
    registerFlowCommands(controller, panels, workspaceState, log),
    new CellStatus(controller),
    outputs.startOutputs(reader, controller, log),
    followRunningFlow(controller, (error) => log.warn(String(error))),
    startHistory(join(extensionPath, "dist", "main.js"), controller, panels, log),
    commands.registerCommand("tsnb.restartSession", () => controller.restartActive()),
  )
  // Not waited for: a notebook can be read and run before its problems are looked for.
  void loadLanguage(subscriptions, log)
}

/** To and from other kinds of files; nothing of the notebook runs, so that they work in every workspace. */
function registerConversions(parts: ConversionParts): Disposable[] {
  const register = (id: string, ending: ExportEnding): Disposable =>
    commands.registerCommand(id, async () => {
      const { exportNotebook } = await import("./commands/exportNotebook.ts")
      await exportNotebook(ending, parts)
    })
  const importing = async (chosen?: unknown): Promise<void> => {
    const { importNotebook } = await import("./commands/importNotebook.ts")
    await importNotebook(chosen instanceof Uri ? chosen : undefined, parts)
  }
  return [
    register("tsnb.exportJupyter", "ipynb"),
    register("tsnb.exportHtml", "html"),
    register("tsnb.exportScript", "ts"),
    commands.registerCommand("tsnb.importJupyter", () => importing()),
    commands.registerCommand("tsnb.importThis", importing),
  ]
}

async function loadLanguage(subscriptions: ExtensionContext["subscriptions"], log: LogOutputChannel): Promise<void> {
  try {
    const { startLanguage } = await import("./language/main.ts")
    subscriptions.push(startLanguage(log))
  } catch (error) {
    log.error("Problems, completion and quick fixes can't be had:", String(error))
  }
}

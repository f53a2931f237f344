import { join } from "node:path"
import { commands, window, workspace, type ExtensionContext, type LogOutputChannel } from "vscode"
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
    commands.registerCommand("tsnb.makeTask", async (cell: unknown) => {
      const { makeCellTask } = await import("./language/tasks/makeTaskCommand.ts")
      await makeCellTask(cell)
    }),
  )
  // Loaded after the notebook's text can be shown, since ZeroMQ comes along.
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
    startHistory(join(extensionPath, "dist", "main.js"), controller, log),
    commands.registerCommand("tsnb.restartSession", () => controller.restartActive()),
  )
  // Not waited for: a notebook can be read and run before its problems are looked for.
  void loadLanguage(subscriptions, log)
}

async function loadLanguage(subscriptions: ExtensionContext["subscriptions"], log: LogOutputChannel): Promise<void> {
  try {
    const { startLanguage } = await import("./language/main.ts")
    subscriptions.push(startLanguage(log))
  } catch (error) {
    log.error("Problems, completion and quick fixes can't be had:", String(error))
  }
}

import { commands, window, workspace, type ExtensionContext } from "vscode"
import { newNotebook } from "./commands/newNotebook.ts"
import { serializer } from "./notebook/serializer.ts"

/**
 * Called by VS Code when a notebook is opened, or one of the commands is used. VS Code waits for it with all else that it
 * does for extensions, so that here is only what reads and writes a notebook; the rest is loaded from `start.ts`.
 */
export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("tsnb", { log: true })
  context.subscriptions.push(
    log,
    workspace.registerNotebookSerializer("tsnb", serializer, { transientOutputs: true }),
    commands.registerCommand("tsnb.newNotebook", newNotebook),
  )
  const { start } = await import("./start.ts")
  start(context, log)
}

import { ShellExecution, Task, TaskRevealKind, TaskScope, tasks, Uri, window, workspace } from "vscode"
import { installationOf } from "./manager.ts"

/** Installs a package for the notebooks of a folder, in a terminal, with the folder's own package manager. */
export async function installPackage(name: string, notebookFolder: string): Promise<void> {
  if (!workspace.isTrusted) {
    await window.showWarningMessage(`${name} wasn't installed: trust the workspace first, since packages run code.`)
    return
  }
  const { command, arguments: args, folder } = await installationOf(name, notebookFolder)
  const task = new Task(
    { type: "shell" },
    workspace.getWorkspaceFolder(Uri.file(folder)) ?? TaskScope.Workspace,
    `${command} ${args.join(" ")}`,
    "tsnb",
    new ShellExecution(command, [...args], { cwd: folder }),
  )
  task.presentationOptions = { reveal: TaskRevealKind.Always, focus: false, clear: false }
  await tasks.executeTask(task)
}

import { ShellExecution, Task, TaskRevealKind, TaskScope, tasks, Uri, window, workspace } from "vscode"
import { installationOf, type Installation } from "./manager.ts"

/** Installs a package for the notebooks of a folder, in a terminal, with the folder's own package manager. */
export async function installPackage(name: string, notebookFolder: string): Promise<void> {
  await install(await installationOf(name, notebookFolder))
}

/** Installs all that a folder's package.json names. */
export async function installAll(folder: string): Promise<void> {
  await install({ command: "npm", arguments: ["install"], folder })
}

async function install({ command, arguments: args, folder }: Installation): Promise<void> {
  if (!workspace.isTrusted) {
    await window.showWarningMessage("Nothing was installed: trust the workspace first, since packages run code.")
    return
  }
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
